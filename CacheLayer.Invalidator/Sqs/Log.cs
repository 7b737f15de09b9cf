namespace CacheLayer.Invalidator.Sqs;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "SQS did not delete {Count} messages ({Reason}); they will be redelivered.")]
    public static partial void NotDeleted(this ILogger logger, int count, string reason);

    [LoggerMessage(2, LogLevel.Warning, "SQS did not extend the visibility timeout of {Count} messages ({Reason}); another worker may receive them too.")]
    public static partial void NotExtended(this ILogger logger, Exception? exception, int count, string reason);
}
