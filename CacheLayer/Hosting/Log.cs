using Microsoft.Extensions.Logging;

namespace CacheLayer.Hosting;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} fetches were still under way {Bound} after the application stopped, and were cancelled")]
    public static partial void FlightsCancelled(ILogger logger, int count, TimeSpan bound);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The configuration section {Section} is neither a setting nor the name of a cache that was added; it has no effect")]
    public static partial void SectionUnread(ILogger logger, string section);
}
