using CacheLayer.Traffic.Measuring;

namespace CacheLayer.Traffic.Reporting;

/// <summary>The latencies of a run, as <see cref="Snapshot"/> explains them.</summary>
internal sealed record LatencyReport
{
    public required LatencySummary? Client { get; init; }

    public required LatencySummary? ClientHits { get; init; }

    public required LatencySummary? ClientMisses { get; init; }

    public required LatencySummary? OrchestratorCacheHits { get; init; }

    public required LatencySummary? OrchestratorCacheMisses { get; init; }

    public required LatencySummary? OrchestratorCachePages { get; init; }

    public required LatencySummary? SchedulingLag { get; init; }

    public static LatencyReport Of(Snapshot snapshot) => new()
    {
        Client = snapshot.Client,
        ClientHits = snapshot.ClientHits,
        ClientMisses = snapshot.ClientMisses,
        OrchestratorCacheHits = snapshot.CacheHits,
        OrchestratorCacheMisses = snapshot.CacheMisses,
        OrchestratorCachePages = snapshot.CachePages,
        SchedulingLag = snapshot.Lag,
    };
}
