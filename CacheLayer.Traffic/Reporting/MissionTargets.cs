using CacheLayer.Catalogue;
using CacheLayer.Traffic.Measuring;

namespace CacheLayer.Traffic.Reporting;

/// <summary>What a run is judged by.</summary>
internal static class MissionTargets
{
    private static readonly Target[] All =
    [
        HitRate(CatalogueKeyspaces.Product, 70),
        HitRate(CatalogueKeyspaces.Recommendations, 50),
        HitRate(CatalogueKeyspaces.Promotion, 80),
        new("hit rate overall, %", TargetRule.Above, 65, run => run.AllReads.HitRate * 100),
        new("single hit on the cache, p95 ms", TargetRule.Below, 2, run => run.CacheHits?.P95),
        new("page on the cache, p95 ms", TargetRule.Below, 5, run => run.CachePages?.P95),
        new("errors", TargetRule.Exactly, 0, run => run.Sent + run.Failed is 0 ? null : run.Failed),
    ];

    public static IReadOnlyList<TargetResult> Judge(Snapshot run) => [.. All.Select(target => target.Judge(run))];

    private static Target HitRate(Keyspace keyspace, double percent) => new(
        $"hit rate {keyspace.Name}, %",
        TargetRule.Above,
        percent,
        run => run.Keyspaces.GetValueOrDefault(keyspace.Name).HitRate * 100);
}
