using Microsoft.Extensions.Logging;

namespace CacheLayer.Connections;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "The pool of {Node} could not open another connection")]
    public static partial void PoolDidNotGrow(ILogger logger, string node, Exception exception);
}
