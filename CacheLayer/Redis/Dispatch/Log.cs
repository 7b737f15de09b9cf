using Microsoft.Extensions.Logging;

namespace CacheLayer.Redis.Dispatch;

internal static partial class Log
{
    [LoggerMessage(6, LogLevel.Error, "Watching {Node} has failed; it begins again")]
    public static partial void WatchFailed(ILogger logger, string node, Exception exception);
}
