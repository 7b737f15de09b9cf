using CacheLayer.Traffic.Measuring;

namespace CacheLayer.Traffic.Reporting;

/// <summary>What a run is judged by: the service levels that one can see from outside, and two that only a run can measure.</summary>
internal static class RunTargets
{
    private static readonly Target[] All =
    [
        HitRate(SloTable.HitRateProduct),
        HitRate(SloTable.HitRateReco),
        HitRate(SloTable.HitRatePromo),
        new("hit rate overall, %", TargetRule.Above, 65, run => run.AllReads.HitRate * 100),
        Target.Of(SloTable.GetLatency, "single hits on the cache, p95 ms", run => run.CacheHits?.P95),
        Target.Of(SloTable.PipelineLatency, "pages on the cache, p95 ms", run => run.CachePages?.P95),
        new("reads older than what was acknowledged", TargetRule.Exactly, 0, run => run.Consistency is { Reads: > 0, Acknowledged: > 0 } check ? check.AllViolations : null),
        new("errors", TargetRule.Exactly, 0, run => run.Sent + run.Failed is 0 ? null : run.Failed),
    ];

    public static IReadOnlyList<TargetResult> Judge(Snapshot run) => [.. All.Select(target => target.Judge(run))];

    private static Target HitRate(Slo slo) => Target.Of(
        slo, $"hit rate {slo.Keyspace}, %", run => run.Keyspaces.GetValueOrDefault(slo.Keyspace!).HitRate * 100);
}
