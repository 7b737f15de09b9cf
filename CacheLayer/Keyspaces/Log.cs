using CacheLayer.Entries.Serialization;
using Microsoft.Extensions.Logging;

namespace CacheLayer.Keyspaces;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Applied new settings of keyspace {Keyspace}: {Settings}")]
    public static partial void Changed(ILogger logger, string keyspace, KeyspaceOptions settings);

    [LoggerMessage(Level = LogLevel.Information, Message = "Keyspace {Keyspace} stores {Type} as {Format}, in entries of shape {Shape}")]
    public static partial void Stores(ILogger logger, string keyspace, Type type, string format, EntryShape shape);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A value of keyspace {Keyspace} was not stored: it has {Bytes} bytes, and {Setting} is {Limit}; {Count} oversized values since the last warning")]
    public static partial void TooLarge(ILogger logger, string keyspace, int bytes, string setting, int limit, long count);

    [LoggerMessage(Level = LogLevel.Error, Message = "Rejected new settings of keyspace {Keyspace} and kept the previous ones: {Reason}")]
    public static partial void Refused(ILogger logger, Exception error, string keyspace, string reason);
}
