namespace CacheLayer.AppHost.Startup;

/// <summary>How the cache is laid out: the setting <c>Cache:Topology</c>.</summary>
internal enum CacheTopology
{
    /// <summary>One primary, two replicas, three sentinels.</summary>
    Sentinel,

    /// <summary>Three primaries that share the keys, a replica of each.</summary>
    Cluster,

    /// <summary>One node, no failover.</summary>
    Single,
}
