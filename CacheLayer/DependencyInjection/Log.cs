using Microsoft.Extensions.Logging;

namespace CacheLayer.DependencyInjection;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Information, Message = "The user or password in the connection string changed; new credentials are used from now on")]
    public static partial void CredentialsChanged(ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The connection string changed in more than user and password; restart the application to apply the rest")]
    public static partial void RestartNeeded(ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Ignored the changed connection string: {Reason}")]
    public static partial void ConnectionStringNotRead(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Cancelled {Count} fetches that were still running {Bound} after the application stopped")]
    public static partial void FlightsCancelled(ILogger logger, int count, TimeSpan bound);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Configuration section {Section} is neither a setting nor the name of a registered cache; it has no effect")]
    public static partial void SectionUnread(ILogger logger, string section);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Configuration section {Section} matches no registered keyspace ({Keyspaces}); it has no effect unless an unregistered keyspace of that name is used")]
    public static partial void KeyspaceUnknown(ILogger logger, string section, string keyspaces);
}
