using Microsoft.Extensions.Logging;

namespace CacheLayer.Keyspaces;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "A fetch of keyspace {Keyspace} got no answer within {Timeout} and ignores its cancellation token; {Count} such fetches still run. Pass the token on to what the fetcher calls, or give those calls a timeout")]
    public static partial void Abandoned(ILogger logger, string keyspace, TimeSpan timeout, int count);
}
