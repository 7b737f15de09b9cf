namespace CacheLayer.OriginMock.Http;

internal static class Answer
{
    /// <summary>The value, or 404 when there is none.</summary>
    public static IResult With<T>(T? value, string what)
        where T : class
        => value is null ? NotFound(what) : new CatalogueResult<T>(value);

    public static IResult NotFound(string what) => TypedResults.Problem($"There is no such {what}.", statusCode: StatusCodes.Status404NotFound);

    public static IResult Unavailable(string reason, params IEnumerable<KeyValuePair<string, object?>> extensions)
        => TypedResults.Problem(reason, statusCode: StatusCodes.Status503ServiceUnavailable, extensions: extensions);
}
