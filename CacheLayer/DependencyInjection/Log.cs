using Microsoft.Extensions.Logging;

namespace CacheLayer.DependencyInjection;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Information, Message = "The connection string has another user or password now: connections log in with these from now on")]
    public static partial void CredentialsChanged(ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The connection string has changed in more than user and password: the rest takes effect when the application is restarted")]
    public static partial void RestartNeeded(ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The changed connection string is not used: {Reason}")]
    public static partial void ConnectionStringNotRead(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} fetches were still under way {Bound} after the application stopped, and were cancelled")]
    public static partial void FlightsCancelled(ILogger logger, int count, TimeSpan bound);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The configuration section {Section} is neither a setting nor the name of a cache that was added; it has no effect")]
    public static partial void SectionUnread(ILogger logger, string section);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The configuration section {Section} has the name of no keyspace that was added ({Keyspaces}); it has no effect, unless a keyspace of that name is used without being added")]
    public static partial void KeyspaceUnknown(ILogger logger, string section, string keyspaces);
}
