using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Dashboard;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Login to the dashboard at {LoginUrl}")]
    public static partial void LoginAt(ILogger logger, string loginUrl);

    [LoggerMessage(Level = LogLevel.Information, Message = "Installing the Aspire dashboard from npm into {Folder}, once.")]
    public static partial void Installing(ILogger logger, string folder);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Going on without a dashboard: {Reason}")]
    public static partial void WithoutDashboard(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The dashboard will show no resources, the resource service cannot listen at {Url}: {Reason}")]
    public static partial void CannotListen(ILogger logger, Uri url, string reason);
}
