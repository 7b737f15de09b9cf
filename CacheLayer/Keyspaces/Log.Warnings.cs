using Microsoft.Extensions.Logging;

namespace CacheLayer.Keyspaces;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Cache operation {Operation} failed in keyspace {Keyspace}; {Count} failures since the last warning")]
    public static partial void OperationFailed(ILogger logger, Exception reason, string operation, string keyspace, long count);
}
