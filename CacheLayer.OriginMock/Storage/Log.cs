namespace CacheLayer.OriginMock.Storage;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "The store rejected all of {Count} changes; nothing was changed.")]
    public static partial void NotStored(this ILogger logger, Exception exception, int count);
}
