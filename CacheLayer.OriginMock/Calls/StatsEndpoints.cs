namespace CacheLayer.OriginMock.Calls;

internal static class StatsEndpoints
{
    public static void MapStats(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/stats", (CallCounter counter) => counter.Snapshot());
        routes.MapDelete("/stats", (CallCounter counter) =>
        {
            counter.Reset();
            return TypedResults.NoContent();
        });
    }
}
