namespace CacheLayer.Invalidator.Lambda;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "Invocation {RequestId} failed; Lambda retries it.")]
    public static partial void Failed(this ILogger logger, Exception exception, string requestId);
}
