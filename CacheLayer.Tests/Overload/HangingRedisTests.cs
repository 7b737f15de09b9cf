using CacheLayer.Scripts;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;

namespace CacheLayer.Tests.Overload;

/// <summary>Redis takes connections and requests, and answers nothing.</summary>
[Trait("Tier", "faults")]
[Collection(RedisFaultTests.Name)]
public sealed class HangingRedisTests
{
    // Nodes stay readable by their last proof for longer than any test takes: what spares the callers their time is the breaker.
    private static readonly (string, string) LongReadable = ("CacheLayer:Connections:MaxReplicaStaleness", "00:01:00");

    // Of a hundred reads each would run into a timeout if it were not for the breaker. Some of the first may, while it finds out.
    private const int Reads = 100;
    private const int TimeoutsWhileFindingOut = 20;

    private readonly Keyspace<string> _things = Keyspace.Create<string>("thing", "t");
    private readonly Origin _origin = new();

    [Fact]
    public async Task When_all_nodes_hang_the_cache_is_bypassed_at_once_until_a_probe_is_answered()
    {
        await using var redis = await RedisReplicaSet.StartAsync();
        await using var cache = await StartAsync(redis);
        foreach (var node in redis.Nodes)
        {
            node.Process.Hang();
        }

        var first = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => GetAsync(cache, "a")));
        Assert.All(first, read => Assert.Equal(("value of a", CacheOutcome.Bypass), (read.Value, read.Outcome)));
        await AssertBypassedAtOnceAsync(cache);

        foreach (var node in redis.Nodes)
        {
            node.Process.Resume();
        }

        await Eventually.AsyncThat("the cache is used again", async () => (await GetAsync(cache, "a")).IsHit);
    }

    [Fact]
    public async Task A_paused_node_is_bypassed_at_once_until_it_goes_on()
    {
        await using var redis = await RedisReplicaSet.StartSingleAsync();
        await using var cache = await StartAsync(redis);
        await redis.Nodes[0].ExecuteAsync("CLIENT", "PAUSE", "20000", "ALL");

        Assert.Equal(CacheOutcome.Bypass, (await GetAsync(cache, "a")).Outcome);
        await AssertBypassedAtOnceAsync(cache);
        await Eventually.AsyncThat("the cache is used again", async () => (await GetAsync(cache, "a")).IsHit);
    }

    [Fact]
    public async Task A_primary_that_lets_writes_wait_keeps_no_miss_waiting_and_is_filled_again_when_it_goes_on()
    {
        await using var redis = await RedisReplicaSet.StartSingleAsync();
        await using var cache = await StartAsync(redis);
        await redis.Nodes[0].ExecuteAsync("CLIENT", "PAUSE", "60000", "WRITE");

        Assert.Equal("value of first", (await GetAsync(cache, "first")).Value);
        await AssertBypassedAtOnceAsync(cache);
        await Eventually.AsyncThat("hits go on over a new connection", async () => (await GetAsync(cache, "a")).IsHit);
        await AssertBypassedAtOnceAsync(cache);
        Assert.True((await GetAsync(cache, "a")).IsHit);

        await redis.Nodes[0].ExecuteAsync("CLIENT", "UNPAUSE");
        await Eventually.AsyncThat("it is filled again", async () => (await GetAsync(cache, "new")).IsHit);
    }

    [Fact]
    public async Task A_lease_that_stands_only_since_the_fetch_began_proves_nothing_of_what_it_brings()
    {
        await using var redis = await RedisReplicaSet.StartSingleAsync();
        // Seldom enough for no connection to count as hanging.
        await using var cache = await StartAsync(redis, ("CacheLayer:Connections:ProbeInterval", "00:00:01"));
        await redis.Nodes[0].ExecuteAsync("CLIENT", "PAUSE", "60000", "WRITE");
        var gate = _origin.Hold("b");
        var early = GetAsync(cache, "b");
        await _origin.CalledAsync("b");

        // Now "b" changes, and its invalidation finds nothing to remove. Then the node hears of the lease.
        await redis.Nodes[0].ExecuteAsync("CLIENT", "UNPAUSE");
        var lease = (string)KeyLayout.Entry(_things, "b").Lease!;
        await Eventually.AsyncThat("the lease stands", async () => (int)await redis.Nodes[0].ExecuteAsync("EXISTS", lease) is 1);
        await Eventually.AsyncThat("writes go on", async () => (await GetAsync(cache, "c")).IsHit);
        var late = GetAsync(cache, "b");

        // Until then it has missed, and waits for the fetch that is under way.
        await GetAsync(cache, "d");
        gate.SetResult(new("old"));

        Assert.Equal("old", (await early).Value);
        Assert.Equal("value of b", (await late).Value);
    }

    [Fact]
    public async Task A_node_that_hangs_is_asked_by_the_first_reads_only()
    {
        await using var redis = await RedisReplicaSet.StartAsync();
        await using var cache = await StartAsync(redis);
        redis.Nodes[1].Process.Hang();

        Assert.True((await GetAsync(cache, "a")).IsHit);
        var before = cache.Router.Timeouts;
        for (var i = 0; i < Reads; i++)
        {
            Assert.True((await GetAsync(cache, "a")).IsHit);
        }

        Assert.InRange(cache.Router.Timeouts - before, 0, TimeoutsWhileFindingOut);
    }

    private async Task AssertBypassedAtOnceAsync(CacheProcess cache)
    {
        var before = cache.Router.Timeouts;
        for (var i = 0; i < Reads; i++)
        {
            Assert.Equal(CacheOutcome.Bypass, (await GetAsync(cache, $"bypassed-{i}")).Outcome);
        }

        Assert.InRange(cache.Router.Timeouts - before, 0, TimeoutsWhileFindingOut);
    }

    private async Task<CacheProcess> StartAsync(RedisReplicaSet redis, params (string, string)[] settings)
    {
        var cache = await CacheProcess.StartAsync(redis.ConnectionString, null, [LongReadable, .. settings]);
        await GetAsync(cache, "a");
        foreach (var node in redis.Nodes)
        {
            await Eventually.AsyncThat($"{node.Address} has the entry", async () => await node.GetAsync("t:a") is not null);
        }

        return cache;
    }

    private Task<CacheRead<string>> GetAsync(CacheProcess cache, string id) => cache.Aside.GetOrFetchAsync(_things, id, _origin).AsTask();
}
