using CacheLayer.Catalogue;
using CacheLayer.Tests.Events;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;

namespace CacheLayer.Tests.Invalidator;

/// <summary>The worker carries out events on a cache node that has no memory left.</summary>
[Trait("Tier", "redis")]
public sealed class FullCacheTests(RedisSingleFixture cache, EventNodeFixture events) : IClassFixture<RedisSingleFixture>, IClassFixture<EventNodeFixture>
{
    private RedisNode Cache => cache.Redis.Nodes[0];

    [Theory]
    [InlineData("noeviction")]
    [InlineData("volatile-lru")]
    public async Task An_event_removes_its_entry_and_is_acknowledged(string policy)
    {
        // It does not expire, so that the node cannot evict it.
        await Cache.ExecuteAsync("CONFIG", "SET", "maxmemory", "0");
        await Cache.ExecuteAsync("SET", "p:B000000001", "old");
        await Cache.ExecuteAsync("CONFIG", "SET", "maxmemory-policy", policy);
        await Cache.ExecuteAsync("CONFIG", "SET", "maxmemory", "1");
        using var invalidator = new InvalidatorProcess(cache.Redis.ConnectionString, events.ConnectionString);

        await events.AppendAsync("""{"event_type":"product_updated","asin":"B000000001","version":2}""");

        await Eventually.AsyncThat("the entry is gone", async () => await Cache.GetAsync("p:B000000001") is null);
        await Eventually.AsyncThat("the event is acknowledged", async () => (int)(await events.Node.ExecuteAsync("XPENDING", ChangeStream.Name, ChangeStream.Group))[0] is 0);
    }
}
