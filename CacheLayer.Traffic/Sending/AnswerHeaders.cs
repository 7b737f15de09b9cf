using System.Net.Http.Headers;

namespace CacheLayer.Traffic.Sending;

/// <summary>What the headers of an answer say about the cache.</summary>
internal readonly record struct AnswerHeaders(string? CacheStatus, string? ServerTiming, string? Instance)
{
    public static AnswerHeaders Of(HttpResponseMessage response)
    {
        // Not validated: reads the text as it came, without parsing it.
        var headers = response.Headers.NonValidated;
        return new AnswerHeaders(Text(headers, "Cache-Status"), Text(headers, "Server-Timing"), Text(headers, "X-Instance"));
    }

    private static string? Text(HttpHeadersNonValidated headers, string name)
        => headers.TryGetValues(name, out var values) ? values.ToString() : null;
}
