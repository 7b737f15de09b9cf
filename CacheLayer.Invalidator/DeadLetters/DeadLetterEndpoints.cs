using StackExchange.Redis;

namespace CacheLayer.Invalidator.DeadLetters;

internal static class DeadLetterEndpoints
{
    public static void MapDeadLetters(this IEndpointRouteBuilder routes)
    {
        var letters = routes.MapGroup("/dead-letters").RequireAdminKey().AddEndpointFilter(ExplainAsync);
        letters.MapGet("", (DeadLetterService office, string? after, string? reason, int count = 20) => office.ListAsync(count, after, reason));
        letters.MapPost("/redrive", async (DeadLetterService office, string? id, string? reason, bool all = false) =>
        {
            var result = await office.RedriveAsync(DeadLetterSelection.Of(id, all, reason));
            return id is not null && result is { Redriven: 0, Cut: 0 } ? NoSuchLetter() : TypedResults.Ok(result);
        });
        letters.MapDelete("", async (DeadLetterService office, string? id, string? reason, bool all = false) =>
        {
            var result = await office.PurgeAsync(DeadLetterSelection.Of(id, all, reason));
            return id is not null && result.Purged is 0 ? NoSuchLetter() : TypedResults.Ok(result);
        });
    }

    private static async ValueTask<object?> ExplainAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (BadSelectionException problem)
        {
            return TypedResults.Problem(problem.Message, statusCode: StatusCodes.Status400BadRequest);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            return TypedResults.Problem("The event node cannot be reached; try again later.", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static IResult NoSuchLetter() => TypedResults.Problem("There is no such dead letter.", statusCode: StatusCodes.Status404NotFound);
}
