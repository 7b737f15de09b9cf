using CacheLayer.Keyspaces;

namespace CacheLayer;

/// <summary>Counts reads per keyspace.</summary>
public sealed class CacheStatistics
{
    private readonly KeyspacePolicies _policies;

    internal CacheStatistics(KeyspacePolicies policies) => _policies = policies;

    /// <summary>The counts of every keyspace that was read or filled, ordered by name.</summary>
    public IReadOnlyList<KeyspaceStatistics> Snapshot()
        => [.. _policies.All.OrderBy(p => p.Name, StringComparer.Ordinal).Select(p => p.Counters.Snapshot(p.Name))];
}
