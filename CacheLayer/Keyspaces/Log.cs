using Microsoft.Extensions.Logging;

namespace CacheLayer.Keyspaces;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Keyspace {Keyspace} has new settings: {Settings}")]
    public static partial void Changed(ILogger logger, string keyspace, KeyspaceOptions settings);

    [LoggerMessage(Level = LogLevel.Error, Message = "New settings of keyspace {Keyspace} are refused and the old ones stay: {Reason}")]
    public static partial void Refused(ILogger logger, Exception error, string keyspace, string reason);
}
