using Microsoft.Extensions.Logging;

namespace CacheLayer.Redis.Dispatch;

internal static partial class Log
{
    [LoggerMessage(6, LogLevel.Error, "The watch of {Node} failed; restarting it")]
    public static partial void WatchFailed(ILogger logger, string node, Exception exception);
}
