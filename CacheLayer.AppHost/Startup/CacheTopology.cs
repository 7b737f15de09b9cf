namespace CacheLayer.AppHost.Startup;

/// <summary>How the cache is laid out: the setting <c>Cache:Topology</c>.</summary>
internal enum CacheTopology
{
    /// <summary>One primary, two replicas, three sentinels.</summary>
    Sentinel,

    /// <summary>One node, no failover.</summary>
    Single,
}
