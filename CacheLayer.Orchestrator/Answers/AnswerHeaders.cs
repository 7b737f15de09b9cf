namespace CacheLayer.Orchestrator.Answers;

/// <summary>The headers of every answer that was read through the cache.</summary>
internal static class AnswerHeaders
{
    public static void Write(HttpResponse response, string cacheStatus, TimeSpan cache, TimeSpan origin)
    {
        var headers = response.Headers;
        headers["Cache-Status"] = cacheStatus;
        headers["Server-Timing"] = ServerTiming.Of(cache, origin);
        // No invalidation reaches a browser or a proxy: what they keep, they would serve stale.
        headers.CacheControl = "no-store";
    }
}
