namespace CacheLayer;

/// <summary>Cache-aside: reads the cache, fetches only what is missing, and fills it in the background.</summary>
public sealed class CacheAside
{
    /// <summary>Reads one key, or fetches it. What the fetch throws reaches the caller.</summary>
    public ValueTask<CacheRead<T>> GetOrFetchAsync<T>(Keyspace<T> keyspace, string id, Fetcher<T> fetcher, CancellationToken cancellationToken = default)
        => throw new NotImplementedException();

    /// <summary>Reads keys of one keyspace, and fetches the missing ones in parallel. Never throws for a key: see <see cref="CacheOutcome.Failed"/>.</summary>
    public ValueTask<CacheRead<T>[]> GetManyOrFetchAsync<T>(Keyspace<T> keyspace, IReadOnlyList<string> ids, Fetcher<T> fetcher, CancellationToken cancellationToken = default)
        => throw new NotImplementedException();

    /// <summary>Starts a batch of any mix of keyspaces and types, read in one pipelined round trip.</summary>
    public CacheBatch Batch() => throw new NotImplementedException();
}
