namespace CacheLayer.Invalidator.Lag;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Debug, "How far invalidations are behind cannot be measured or reported.")]
    public static partial void LagUnknown(this ILogger logger, Exception exception);
}
