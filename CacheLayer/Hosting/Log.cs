using Microsoft.Extensions.Logging;

namespace CacheLayer.Hosting;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} fetches were still under way {Bound} after the application stopped, and were cancelled")]
    public static partial void FlightsCancelled(ILogger logger, int count, TimeSpan bound);
}
