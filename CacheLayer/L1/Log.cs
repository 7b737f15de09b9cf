using Microsoft.Extensions.Logging;

namespace CacheLayer.L1;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "The in-process cache tracks changes on {Node}")]
    public static partial void Armed(ILogger logger, string node);

    [LoggerMessage(2, LogLevel.Warning, "The in-process cache is disabled because {Node} does not report changes: {Reason}")]
    public static partial void NotArmed(ILogger logger, string node, string reason);

    [LoggerMessage(3, LogLevel.Information, "Cleared the in-process cache; tracking on {Node} ended: {Why}")]
    public static partial void Emptied(ILogger logger, string node, L1ClearReason why, Exception? reason);
}
