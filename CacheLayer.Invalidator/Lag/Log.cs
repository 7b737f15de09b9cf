namespace CacheLayer.Invalidator.Lag;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Debug, "Could not measure or report the invalidation lag.")]
    public static partial void LagUnknown(this ILogger logger, Exception exception);
}
