namespace CacheLayer.Invalidator.DeadLetters;

internal static class DeadLetterEndpoints
{
    private const int MaxCount = 100;

    public static void MapDeadLetters(this IEndpointRouteBuilder routes)
        => routes.MapGet("/dead-letters", (DeadLetterStream letters, int count = 20) => count is > 0 and <= MaxCount
            ? letters.ReadAsync(count)
            : throw new BadHttpRequestException($"count must be 1 to {MaxCount}."))
            .RequireAdminKey();
}
