using CacheLayer.Catalogue;
using CacheLayer.Scripts;
using CacheLayer.Tests.Events;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;

namespace CacheLayer.Tests.Invalidator;

/// <summary>A product on which very much depends: it takes its time, and nobody else's.</summary>
[Trait("Tier", "redis")]
public sealed class LongInvalidationTests(RedisSingleFixture cache, EventNodeFixture events) : IClassFixture<RedisSingleFixture>, IClassFixture<EventNodeFixture>
{
    private const int Dependents = 40_000;

    private RedisNode Cache => cache.Redis.Nodes[0];

    [Fact]
    public async Task Other_events_pass_it_and_it_is_acknowledged_when_all_is_gone()
    {
        var product = KeyLayout.Entry(CatalogueKeyspaces.Product, "B000000001");
        await Cache.ExecuteAsync(
            "EVAL",
            "for i = 1, ARGV[1] do redis.call('ZADD', KEYS[1], 9e15, 'r:' .. i) redis.call('SET', 'r:' .. i, 'old') end",
            1, product.Dependents, Dependents);
        await Cache.ExecuteAsync("SET", "p:B000000001", "old");
        await Cache.ExecuteAsync("SET", "p:B000000002", "old");

        // Claims as quick as can be: what is in hand must not be taken for lost.
        await using var invalidator = await InvalidatorUnderTest.StartAsync(cache.Redis.ConnectionString, events.ConnectionString, "Invalidator:ClaimIdle=00:00:01");
        var first = await events.AppendAsync("""{"event_type":"product_updated","asin":"B000000001"}""");
        await GoneAsync("p:B000000001");
        await events.AppendAsync("""{"event_type":"product_updated","asin":"B000000002"}""");
        await GoneAsync("p:B000000002");

        var pending = await events.Node.ExecuteAsync("XPENDING", ChangeStream.Name, ChangeStream.Group);
        Assert.Equal(first, (string?)pending[1]);
        await Eventually.AsyncThat("both are acknowledged", async () => (int)(await events.Node.ExecuteAsync("XPENDING", ChangeStream.Name, ChangeStream.Group))[0] is 0);
        Assert.Equal(0, (int)await Cache.ExecuteAsync("EXISTS", product.Dependents, KeyLayout.Leaving(product.Value)));
        Assert.Empty((string[])(await Cache.ExecuteAsync("KEYS", "r:*"))!);
    }

    private Task GoneAsync(string key) => Eventually.AsyncThat($"{key} is gone", async () => await Cache.GetAsync(key) is null);
}
