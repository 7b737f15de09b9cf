using StackExchange.Redis;

namespace Aspire.Hosting;

internal static class RedisFailures
{
    /// <summary>Whether a server did not answer, not in time, or with an error; the client has no common type for these.</summary>
    public static bool IsRedisFailure(this Exception exception) => exception is RedisException or TimeoutException;
}
