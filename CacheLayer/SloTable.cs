namespace CacheLayer;

/// <summary>The service levels of the cache: the one source of metric names, units, targets and alarms.</summary>
public static class SloTable
{
    /// <summary>Latency of single-key reads.</summary>
    public static Slo GetLatency { get; } = new(
        "cache.get_latency_ms", "ms", "Latency of single-key reads", SloStatistic.P95, SloBound.Below, 2, 5, TimeSpan.FromMinutes(3));

    /// <summary>Latency of the pipelined read of a batch.</summary>
    public static Slo PipelineLatency { get; } = new(
        "cache.pipeline_latency_ms", "ms", "Latency of the pipelined read of a batch", SloStatistic.P95, SloBound.Below, 5, 10);

    /// <summary>Hits among reads of products.</summary>
    public static Slo HitRateProduct { get; } = HitRate("product", 70, 50);

    /// <summary>Hits among reads of recommendations.</summary>
    public static Slo HitRateReco { get; } = HitRate("reco", 50, 30);

    /// <summary>Hits among reads of promotions.</summary>
    public static Slo HitRatePromo { get; } = HitRate("promo", 80, 60);

    /// <summary>Memory used on a node.</summary>
    public static Slo MemoryUtilization { get; } = new(
        "cache.memory_utilization", "%", "Memory used of what the node may use", SloStatistic.Value, SloBound.Below, 70, 85);

    /// <summary>Evictions on a node.</summary>
    public static Slo EvictionsPerSecond { get; } = new(
        "cache.evictions_per_sec", "{key}/s", "Entries evicted by the node for want of memory", SloStatistic.Value, SloBound.Below, 10, 50);

    /// <summary>Use of the connection pool.</summary>
    public static Slo ConnectionPoolUsage { get; } = new(
        "cache.connection_pool_usage", "%", "Requests under way of what the connections are made for", SloStatistic.Value, SloBound.Below, 80, 90);

    /// <summary>Latency of invalidations.</summary>
    public static Slo InvalidationLatency { get; } = new(
        "cache.invalidation_latency_ms", "ms", "From a change at the origin to the confirmation by every replica", SloStatistic.P95, SloBound.Below, 100, 500);

    /// <summary>Every service level, in the order in which they are shown.</summary>
    public static IReadOnlyList<Slo> All { get; } =
    [
        GetLatency, PipelineLatency, HitRateProduct, HitRateReco, HitRatePromo,
        MemoryUtilization, EvictionsPerSecond, ConnectionPoolUsage, InvalidationLatency,
    ];

    private static Slo HitRate(string keyspace, double target, double alarm) => new(
        $"cache.hit_rate_{keyspace}", "%", $"Hits among the reads of keyspace {keyspace} in the last minute",
        SloStatistic.Value, SloBound.Above, target, alarm, Keyspace: keyspace);
}
