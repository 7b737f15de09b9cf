using Microsoft.Extensions.Logging;

namespace CacheLayer.Redis.Connections;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "Could not open another connection to {Node}")]
    public static partial void PoolDidNotGrow(ILogger logger, string node, Exception? exception);

    [LoggerMessage(2, LogLevel.Information, "Grew the connection pool of {Node} to {Count}")]
    public static partial void PoolGrew(ILogger logger, string node, int count);

    [LoggerMessage(3, LogLevel.Information, "Shrank the connection pool of {Node} to {Count}")]
    public static partial void PoolShrank(ILogger logger, string node, int count);

    [LoggerMessage(5, LogLevel.Information, "Replaced a connection to {Node} that led to a server no longer at that address")]
    public static partial void ServerLeft(ILogger logger, string node);

    [LoggerMessage(4, LogLevel.Warning, "Replaced a hung connection to {Node}")]
    public static partial void ConnectionReplaced(ILogger logger, string node);
}
