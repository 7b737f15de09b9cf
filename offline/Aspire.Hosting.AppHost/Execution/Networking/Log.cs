using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Execution.Networking;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "A connection could not be accepted: {Reason}")]
    public static partial void AcceptFailed(ILogger logger, string reason);
}
