using CacheLayer.Scripts;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;

namespace CacheLayer.Tests.Overload;

/// <summary>A crowd asks two processes for one key that nobody has cached.</summary>
[Trait("Tier", "redis")]
public sealed class ColdKeyTests(RedisSingleFixture fixture) : IClassFixture<RedisSingleFixture>
{
    private readonly Keyspace<string> _things = Keyspace.Create<string>("thing", $"c{Guid.NewGuid():N}");
    private readonly Origin _origin = new();

    [Fact]
    public async Task A_thousand_concurrent_reads_in_two_processes_call_the_origin_once()
    {
        await using var one = await StartAsync(originLatency: "00:01:00");
        await using var two = await StartAsync(originLatency: "00:01:00");
        var gate = _origin.Hold("a");
        var reads = Enumerable.Range(0, 1_000).Select(i => GetAsync(i % 2 == 0 ? one : two)).ToList();
        await _origin.CalledAsync("a");
        gate.SetResult(new("one"));

        Assert.All(await Task.WhenAll(reads), read => Assert.Equal("one", read.Value));
        Assert.Single(_origin.Calls);
    }

    [Fact]
    public async Task When_the_process_that_fetches_dies_the_others_fetch_for_themselves_and_fill_once_its_lease_is_gone()
    {
        await using var one = await StartAsync(originLatency: "00:00:00.01");
        await using var two = await StartAsync(originLatency: "00:00:00.01");
        var keys = KeyLayout.Entry(_things, "a");
        await fixture.Redis.Nodes[0].ExecuteAsync("SET", (string)keys.Lease!, "a process that died");

        var reads = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(i => GetAsync(i % 2 == 0 ? one : two)));

        Assert.All(reads, read => Assert.Equal(("value of a", CacheOutcome.Miss), (read.Value, read.Outcome)));
        Assert.InRange(_origin.Calls.Count, 1, 100);
        await fixture.Redis.Nodes[0].ExecuteAsync("DEL", (string)keys.Lease!);
        await Eventually.AsyncThat("it is filled again", async () => (await GetAsync(one)).IsHit && (await GetAsync(two)).IsHit);
    }

    private Task<CacheProcess> StartAsync(string originLatency)
        => CacheProcess.StartAsync(fixture.Redis.ConnectionString, null, ("CacheLayer:Keyspaces:thing:OriginLatency", originLatency));

    private Task<CacheRead<string>> GetAsync(CacheProcess cache) => cache.Aside.GetOrFetchAsync(_things, "a", _origin).AsTask();
}
