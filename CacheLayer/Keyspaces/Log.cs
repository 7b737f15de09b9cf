using CacheLayer.Entries.Serialization;
using Microsoft.Extensions.Logging;

namespace CacheLayer.Keyspaces;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Keyspace {Keyspace} has new settings: {Settings}")]
    public static partial void Changed(ILogger logger, string keyspace, KeyspaceOptions settings);

    [LoggerMessage(Level = LogLevel.Information, Message = "Keyspace {Keyspace} stores {Type} as {Format}, in entries of shape {Shape}")]
    public static partial void Stores(ILogger logger, string keyspace, Type type, string format, EntryShape shape);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A value of keyspace {Keyspace} is not stored: it has {Bytes} bytes, and {Setting} is {Limit}; {Count} values were too large since this was logged last")]
    public static partial void TooLarge(ILogger logger, string keyspace, int bytes, string setting, int limit, long count);

    [LoggerMessage(Level = LogLevel.Error, Message = "New settings of keyspace {Keyspace} are refused and the old ones stay: {Reason}")]
    public static partial void Refused(ILogger logger, Exception error, string keyspace, string reason);
}
