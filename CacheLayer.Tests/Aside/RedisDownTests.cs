using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;

namespace CacheLayer.Tests.Aside;

[Trait("Tier", "faults")]
public sealed class RedisDownTests : IAsyncLifetime
{
    private readonly Keyspace<string> _things = Keyspace.Create<string>("thing", "t");
    private readonly Origin _origin = new();
    private RedisReplicaSet _redis = null!;
    private CacheProcess _cache = null!;

    private RedisProcess Node => _redis.Nodes[0].Process;

    public async Task InitializeAsync()
    {
        _redis = await RedisReplicaSet.StartSingleAsync();
        _cache = await CacheProcess.StartAsync(_redis.ConnectionString);
    }

    public async Task DisposeAsync()
    {
        await _cache.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task Without_Redis_the_origin_answers_and_the_cache_comes_back_by_itself()
    {
        Node.Kill();
        var bypass = await GetAsync("a");
        var many = await _cache.Aside.GetManyOrFetchAsync(_things, ["b", "c"], _origin);

        Assert.Equal(("value of a", CacheOutcome.Bypass), (bypass.Value, bypass.Outcome));
        Assert.NotNull(bypass.Error);
        Assert.Equal(["value of b", "value of c"], many.Select(read => read.Value));
        Assert.All(many, read => Assert.Equal(CacheOutcome.Bypass, read.Outcome));

        Node.Start();
        await Eventually.AsyncThat("the cache fills and hits again", async () => (await GetAsync("a")).IsHit);
    }

    [Fact]
    public async Task When_Redis_dies_during_a_fetch_the_value_is_answered_and_nothing_is_stored()
    {
        var gate = _origin.Hold("a");
        var reading = GetAsync("a");
        await _origin.CalledAsync("a");
        Node.Kill();
        gate.SetResult(new("one"));

        Assert.Equal(("one", CacheOutcome.Miss), ((await reading).Value, (await reading).Outcome));
        await Eventually.That("the fill has failed", () => _cache.Statistics(_things).Errors > 0);
    }

    [Fact]
    public async Task When_the_lease_cannot_be_asked_for_the_value_is_fetched_and_not_stored()
    {
        await _redis.Nodes[0].ExecuteAsync("ACL", "SETUSER", "default", "-eval", "-evalsha");

        var read = await GetAsync("a");

        Assert.Equal(("value of a", CacheOutcome.Bypass), (read.Value, read.Outcome));
        await _cache.StopAsync();
        Assert.Equal(0, (long)await _redis.Nodes[0].ExecuteAsync("DBSIZE"));
        Assert.True(_cache.Statistics(_things).Errors > 0);
    }

    [Fact]
    public async Task Callers_of_one_key_share_a_fetch_without_Redis_too()
    {
        Node.Kill();
        var gate = _origin.Hold("a");
        var reads = Enumerable.Range(0, 100).Select(_ => GetAsync("a")).ToList();
        await _origin.CalledAsync("a");
        await Eventually.That("every read has failed", () => _cache.Statistics(_things).Errors is 100);

        Assert.Single(_origin.Calls);
        gate.SetResult(new("one"));
        await Task.WhenAll(reads);
    }

    [Fact]
    public async Task Without_Redis_reads_are_misses_and_writes_say_so()
    {
        Node.Kill();

        for (var i = 0; i < 20; i++)
        {
            var read = await _cache.Client.GetAsync(_things, "a");
            Assert.Equal((CacheOutcome.Bypass, true), (read.Outcome, read.Error is not null));
        }

        Assert.Equal(CacheOutcome.Bypass, (await _cache.Client.GetManyAsync(_things, ["a", "b"]))[1].Outcome);
        Assert.False(await _cache.Client.SetAsync(_things, "a", "one"));
        var counts = _cache.Statistics(_things);
        Assert.Equal((0, 22), (counts.Hits, counts.Misses));
        Assert.Equal(23, counts.Errors);
        Assert.InRange(_cache.Logs.GetSnapshot().Count(line => line.Message.Contains("failures since")), 1, 10);
    }

    private Task<CacheRead<string>> GetAsync(string id) => _cache.Aside.GetOrFetchAsync(_things, id, _origin).AsTask();
}
