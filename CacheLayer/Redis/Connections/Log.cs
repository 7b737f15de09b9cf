using Microsoft.Extensions.Logging;

namespace CacheLayer.Redis.Connections;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "Another connection to {Node} is wanted, and could not be opened")]
    public static partial void PoolDidNotGrow(ILogger logger, string node, Exception? exception);

    [LoggerMessage(2, LogLevel.Information, "The load asked for more connections to {Node}: now {Count}")]
    public static partial void PoolGrew(ILogger logger, string node, int count);

    [LoggerMessage(3, LogLevel.Information, "Fewer connections to {Node} are enough: now {Count}")]
    public static partial void PoolShrank(ILogger logger, string node, int count);

    [LoggerMessage(5, LogLevel.Information, "A connection to {Node} reached a server that is not at that address any more, and was replaced")]
    public static partial void ServerLeft(ILogger logger, string node);

    [LoggerMessage(4, LogLevel.Warning, "A connection to {Node} hung, and was replaced")]
    public static partial void ConnectionReplaced(ILogger logger, string node);
}
