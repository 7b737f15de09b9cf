using CacheLayer.Catalogue;
using CacheLayer.Tests.Events;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;

namespace CacheLayer.Tests.Invalidator;

[Trait("Tier", "faults")]
public sealed class PromotionReplayTests(EventNodeFixture events) : IClassFixture<EventNodeFixture>
{
    [Fact]
    public async Task When_another_node_becomes_the_primary_the_last_events_are_carried_out_again()
    {
        await using var redis = await RedisReplicaSet.StartAsync();
        await using var invalidator = await InvalidatorUnderTest.StartAsync(redis.ConnectionString, events.ConnectionString);
        var before = await redis.PrimaryAsync();
        await events.AppendAsync("""{"event_type":"product_updated","asin":"B000000001"}""");
        await Eventually.AsyncThat("the event is acknowledged", async ()
            => (int)(await events.Node.ExecuteAsync("XINFO", "GROUPS", ChangeStream.Name))[0].ToDictionary()["entries-read"] == 1
            && (int)(await events.Node.ExecuteAsync("XPENDING", ChangeStream.Name, ChangeStream.Group))[0] == 0);

        // As if the promoted replica had missed the invalidation.
        await before.ExecuteAsync("SET", "p:B000000001", "stale");
        await redis.Sentinels[0].ExecuteAsync("SENTINEL", "FAILOVER", "cache");

        await Eventually.AsyncThat("another node is the primary", async () => await redis.PrimaryAsync() != before);
        await Eventually.AsyncThat("the stale copy is gone", async () => await (await redis.PrimaryAsync()).GetAsync("p:B000000001") is null);
    }
}
