namespace CacheLayer;

/// <summary>Counts reads per keyspace.</summary>
public sealed class CacheStatistics
{
    /// <summary>The counts of every keyspace that was read, ordered by name.</summary>
    public IReadOnlyList<KeyspaceStatistics> Snapshot() => throw new NotImplementedException();
}
