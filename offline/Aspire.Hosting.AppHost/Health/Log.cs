using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Health;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Error, Message = "The health of '{Resource}' is no longer watched.")]
    public static partial void MonitorEnded(ILogger logger, Exception exception, string resource);
}
