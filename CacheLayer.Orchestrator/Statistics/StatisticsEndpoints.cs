namespace CacheLayer.Orchestrator.Statistics;

internal static class StatisticsEndpoints
{
    public static void MapStatistics(this IEndpointRouteBuilder endpoints)
        => endpoints.MapGet("/stats", (CacheStatistics statistics) => new OrchestratorStatistics(Instance.Name, statistics.Snapshot()))
            .WithName("statistics")
            .WithSummary("Hits, misses, errors and mean latencies of every keyspace, counted by this instance since it started.");
}
