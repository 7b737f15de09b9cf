using StackExchange.Redis;

namespace CacheLayer.Redis.Topology;

/// <summary>Tells what the cache failed at from what its caller did wrong.</summary>
internal static class CacheFault
{
    public static bool Is(Exception exception)
        => exception is CacheUnavailableException or RedisException or RedisCommandException or TimeoutException or ObjectDisposedException;
}
