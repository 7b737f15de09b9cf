using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.ApplicationModel;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Executing command '{Command}'.")]
    public static partial void CommandStarts(ILogger logger, string command);

    [LoggerMessage(Level = LogLevel.Information, Message = "Command '{Command}' ended, success: {Success}. {Message}")]
    public static partial void CommandEnds(ILogger logger, string command, bool success, string? message);

    [LoggerMessage(Level = LogLevel.Error, Message = "Command '{Command}' failed.")]
    public static partial void CommandFails(ILogger logger, Exception exception, string command);
}
