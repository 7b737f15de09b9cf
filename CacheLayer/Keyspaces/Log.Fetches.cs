using Microsoft.Extensions.Logging;

namespace CacheLayer.Keyspaces;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "A fetch of keyspace {Keyspace} timed out after {Timeout} and ignores its cancellation token; {Count} such fetches are still running. Pass the token to the calls that the fetcher makes, or give them a timeout")]
    public static partial void Abandoned(ILogger logger, string keyspace, TimeSpan timeout, int count);
}
