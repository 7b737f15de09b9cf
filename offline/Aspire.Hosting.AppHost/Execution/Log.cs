using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Execution;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Error, Message = "Failed to start: {Reason}")]
    public static partial void FailedToStart(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "'{Resource}' could not be initialised.")]
    public static partial void InitialiseFailed(ILogger logger, Exception exception, string resource);

    [LoggerMessage(Level = LogLevel.Information, Message = "Distributed application starting, from {Directory}, with the stand-in for Aspire (see offline/README.md).")]
    public static partial void Starting(ILogger logger, string directory);

    [LoggerMessage(Level = LogLevel.Information, Message = "Distributed application started. Press Ctrl+C to shut down.")]
    public static partial void Started(ILogger logger);
}
