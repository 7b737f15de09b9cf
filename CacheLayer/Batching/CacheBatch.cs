namespace CacheLayer;

/// <summary>A batch that mixes keyspaces and types. Not safe for concurrent use; execute it once.</summary>
public sealed class CacheBatch
{
    /// <summary>Adds a read; its answer is there after <see cref="ExecuteAsync"/>.</summary>
    public BatchRead<T> GetOrFetch<T>(Keyspace<T> keyspace, string id, Fetcher<T> fetcher) => throw new NotImplementedException();

    /// <summary>Reads every key in one round trip per node, and fetches what is missing. Never throws for a key.</summary>
    public ValueTask ExecuteAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();
}
