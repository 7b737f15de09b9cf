using Microsoft.Extensions.Logging;

namespace CacheLayer.L1;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "The in-process cache is told of changes by {Node}")]
    public static partial void Armed(ILogger logger, string node);

    [LoggerMessage(2, LogLevel.Warning, "The in-process cache is empty and serves nothing: {Node} does not tell of changes: {Reason}")]
    public static partial void NotArmed(ILogger logger, string node, string reason);

    [LoggerMessage(3, LogLevel.Information, "The in-process cache was emptied, {Node} is not relied on any more: {Why}")]
    public static partial void Emptied(ILogger logger, string node, L1ClearReason why, Exception? reason);
}
