namespace CacheLayer;

/// <summary>Reads and writes entries; a Redis error is a miss with a warning, never an exception.</summary>
public sealed class CacheClient
{
    /// <summary>Reads one key from the nearest readable node: one round trip.</summary>
    public ValueTask<CacheRead<T>> GetAsync<T>(Keyspace<T> keyspace, string id, CancellationToken cancellationToken = default)
        => throw new NotImplementedException();

    /// <summary>Reads keys of one keyspace in one pipelined round trip; answers are in the order of <paramref name="ids"/>.</summary>
    public ValueTask<CacheRead<T>[]> GetManyAsync<T>(Keyspace<T> keyspace, IReadOnlyList<string> ids, CancellationToken cancellationToken = default)
        => throw new NotImplementedException();

    /// <summary>Writes one value to the primary; null is not written.</summary>
    /// <returns>Whether the primary took it.</returns>
    public ValueTask<bool> SetAsync<T>(Keyspace<T> keyspace, string id, T value, TimeSpan? ttl = null, CancellationToken cancellationToken = default)
        => throw new NotImplementedException();

    /// <summary>Writes several values in one pipelined round trip.</summary>
    /// <returns>How many the primary took.</returns>
    public ValueTask<int> SetManyAsync<T>(Keyspace<T> keyspace, IReadOnlyDictionary<string, T> values, TimeSpan? ttl = null, CancellationToken cancellationToken = default)
        => throw new NotImplementedException();

    /// <summary>Removes one key from the primary.</summary>
    /// <returns>Whether the primary answered.</returns>
    public ValueTask<bool> DeleteAsync(Keyspace keyspace, string id, CancellationToken cancellationToken = default)
        => throw new NotImplementedException();
}
