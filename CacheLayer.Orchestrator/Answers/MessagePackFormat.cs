using System.Net.Http.Headers;
using System.Net.Mime;
using Microsoft.AspNetCore.Http.Headers;

namespace CacheLayer.Orchestrator.Answers;

internal static class MessagePackFormat
{
    public const string MediaType = "application/x-msgpack";

    public static MediaTypeWithQualityHeaderValue MediaTypeHeader { get; } = new(MediaType);

    /// <summary>Whether the client takes MessagePack, and takes it no less gladly than JSON.</summary>
    public static bool IsWantedBy(HttpRequest request)
    {
        // Most requests do not name it, and need no more than this.
        var named = false;
        foreach (var accept in request.Headers.Accept)
        {
            named |= accept?.Contains(MediaType, StringComparison.OrdinalIgnoreCase) is true;
        }

        if (!named)
        {
            return false;
        }

        var headers = request.GetTypedHeaders();
        var quality = Quality(headers, MediaType);
        return quality > 0 && quality >= Quality(headers, MediaTypeNames.Application.Json);
    }

    private static double Quality(RequestHeaders headers, string mediaType)
        => headers.Accept.Where(range => range.MediaType.Equals(mediaType, StringComparison.OrdinalIgnoreCase)).Select(range => range.Quality ?? 1).DefaultIfEmpty(0).Max();
}
