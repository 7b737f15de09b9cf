using System.Net.Http.Headers;

namespace CacheLayer.Orchestrator.Answers;

internal static class MessagePackFormat
{
    public const string MediaType = "application/x-msgpack";

    public static MediaTypeWithQualityHeaderValue MediaTypeHeader { get; } = new(MediaType);

    public static bool IsWantedBy(HttpRequest request)
        => request.Headers.Accept is [{ } accept] && accept.Contains(MediaType, StringComparison.OrdinalIgnoreCase);
}
