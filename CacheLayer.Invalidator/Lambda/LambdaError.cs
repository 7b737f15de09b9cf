using System.Text.Json.Serialization;

namespace CacheLayer.Invalidator.Lambda;

/// <summary>An error as Lambda takes it. Of an exception that nobody thought of it has the type alone: its message can quote an event.</summary>
internal sealed record LambdaError(
    [property: JsonPropertyName("errorType")] string Type,
    [property: JsonPropertyName("errorMessage")] string Message,
    [property: JsonPropertyName("stackTrace")] IReadOnlyList<string> StackTrace)
{
    public static LambdaError Of(Exception exception) => exception switch
    {
        BadLambdaEventException bad => new("Invalidator.BadEvent", bad.Message, []),
        OperationCanceledException => new("Invalidator.CacheUnavailable", "The cache did not confirm the invalidations in time.", []),
        _ => new($"Invalidator.{exception.GetType().Name}", "The event could not be carried out; the log says why.", []),
    };

    /// <summary>An error before the first invocation: of the settings, mostly.</summary>
    public static LambdaError OfStart(Exception exception) => new("Runtime.InitFailed", exception.Message, []);
}
