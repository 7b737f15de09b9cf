namespace CacheLayer.Orchestrator.Answers;

/// <summary>Answers requests for one value.</summary>
internal sealed class ValueAnswer(CacheAside cache)
{
    public Task WriteAsync<T>(HttpContext http, Keyspace<T> keyspace, string id, Fetcher<T> fetcher)
        where T : class
        => MessagePackFormat.IsWantedBy(http.Request)
            ? ReadAndWriteAsync(http, keyspace.Raw, id, fetcher.Raw)
            : ReadAndWriteAsync(http, keyspace, id, fetcher);

    private async Task ReadAndWriteAsync<T>(HttpContext http, Keyspace<T> keyspace, string id, Fetcher<T> fetcher)
        where T : class
    {
        var read = await cache.GetOrFetchAsync(keyspace, id, fetcher, http.RequestAborted);
        AnswerHeaders.Write(http.Response, CacheStatus.Of(keyspace, read), read.Latency, read.OriginLatency);
        await (read.Value is { } value ? AnswerBody.WriteAsync(http, value) : NotFoundAnswer.WriteAsync(http, keyspace));
    }
}
