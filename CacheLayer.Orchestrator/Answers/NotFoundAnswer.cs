namespace CacheLayer.Orchestrator.Answers;

/// <summary>The answer when the origin has no such value.</summary>
internal static class NotFoundAnswer
{
    public static Task WriteAsync(HttpContext http, Keyspace keyspace)
        => TypedResults.Problem($"The origin has no such {keyspace}.", statusCode: StatusCodes.Status404NotFound).ExecuteAsync(http);
}
