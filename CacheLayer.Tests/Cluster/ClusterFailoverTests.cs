using System.Diagnostics;
using CacheLayer.Scripts;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace CacheLayer.Tests.Cluster;

/// <summary>The primary of one shard dies; the others go on.</summary>
[Trait("Tier", "faults")]
public sealed class ClusterFailoverTests(ITestOutputHelper output) : IAsyncLifetime
{
    private readonly Keyspace<string> _things = Keyspace.Create<string>("thing", "t");
    private readonly string[] _ids = ClusterKeys.OnEachShard("t");
    private readonly Origin _origin = new();
    private RedisCluster _redis = null!;
    private CacheProcess _cache = null!;

    public async Task InitializeAsync()
    {
        _redis = await RedisCluster.StartAsync();
        _cache = await CacheProcess.StartAsync(_redis.ConnectionString);
        foreach (var id in _ids)
        {
            Assert.True(await _cache.Client.SetAsync(_things, id, "v"));
        }

        await _redis.ReplicatedAsync();
    }

    public async Task DisposeAsync()
    {
        await _cache.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task A_killed_primary_costs_no_read_and_its_shard_is_written_to_again()
    {
        var promotions = 0;
        _cache.Router.PrimaryChanged += () => Interlocked.Increment(ref promotions);
        var old = (await _redis.NodesOfAsync($"t:{_ids[0]}"))[0];
        await using (var killed = Load(_ids[0]))
        await using (var other = Load(_ids[1]))
        {
            await killed.MoreAsync(20);
            old.Process.Kill();
            var began = Stopwatch.GetTimestamp();
            await WritesWorkAsync(_ids[0]);
            output.WriteLine($"Writes of the shard away for {Stopwatch.GetElapsedTime(began).TotalMilliseconds:F0} ms; {killed.Done} reads, {killed.Failures.Count} failed, slowest {killed.Slowest.TotalMilliseconds:F0} ms");
            await killed.MoreAsync(50);
            await other.MoreAsync(50);
            killed.AssertNoneFailed();
            other.AssertNoneFailed();
        }

        Assert.True(promotions > 0);
        Assert.NotEqual(old, (await _redis.NodesOfAsync($"t:{_ids[0]}"))[0]);
    }

    [Fact]
    public async Task The_old_primary_is_read_again_when_it_is_back_as_a_replica()
    {
        var old = (await _redis.NodesOfAsync($"t:{_ids[0]}"))[0];
        old.Process.Kill();
        await WritesWorkAsync(_ids[0]);

        // The one node that is left copies itself for the other: on a busy machine it may not answer for longer than the default.
        await using var patient = await CacheProcess.StartAsync(_redis.ConnectionString, null, ("CacheLayer:Connections:CommandTimeout", "00:00:05"));
        await using var load = Load(_ids[0], patient);
        old.Process.Start();
        await _redis.HealedAsync();
        await Eventually.That("it is a readable replica", () =>
            patient.Router.Nodes.Single(node => node.Name == old.Address) is { IsReadable: true, IsPrimary: false, LinkUp: true });
        var before = await CallsAsync(old);
        await Eventually.AsyncThat("it is read", async () => await CallsAsync(old) > before);
        load.AssertNoneFailed();

        static async Task<long> CallsAsync(RedisNode node)
            => long.TryParse((await node.InfoAsync("cmdstat_get")).Split(',')[0].Replace("calls=", "", StringComparison.Ordinal), out var calls) ? calls : 0;
    }

    [Fact]
    public async Task Fills_and_invalidations_go_on_after_a_failover_and_a_flush_of_all_scripts()
    {
        (await _redis.NodesOfAsync($"t:{_ids[0]}"))[0].Process.Kill();
        await WritesWorkAsync(_ids[0]);
        foreach (var node in _redis.Nodes.Where(node => node.Process.IsRunning))
        {
            await node.ExecuteAsync("SCRIPT", "FLUSH");
        }

        foreach (var id in _ids)
        {
            await Eventually.AsyncThat("an invalidation is acknowledged", async () =>
            {
                await _cache.InvalidateAsync(_things, id, version: 2);
                return true;
            });
            Assert.False((await _cache.Client.GetAsync(_things, id)).IsHit);
            _origin.Answer = _ => new("new", Version: 2);
            await Eventually.AsyncThat("it is fetched and stored", async () => (await _cache.Aside.GetOrFetchAsync(_things, id, _origin)) is { IsHit: true, Value: "new" });
        }
    }

    [Fact]
    public async Task Everything_can_be_removed_at_once_after_a_failover()
    {
        // On connections that were opened when the promoted node was a replica.
        await _cache.InvalidateAsync(_things, "other");
        (await _redis.NodesOfAsync($"t:{_ids[0]}"))[0].Process.Kill();
        await WritesWorkAsync(_ids[0]);

        await _cache.Services.GetRequiredService<CacheInvalidator>().SweepAsync(_things, CancellationToken.None);
        foreach (var id in _ids)
        {
            Assert.False(await _redis.ExistsAsync($"t:{id}"));
        }
    }

    [Fact]
    public async Task An_invalidation_with_dependents_on_other_shards_outlives_a_primary()
    {
        var products = Keyspace.Create<string>("product", "p");
        _origin.Answer = _ => new("made of x", DependsOn: [new(products, "x")]);
        foreach (var id in _ids)
        {
            await _cache.Client.DeleteAsync(_things, id);
            await Eventually.AsyncThat("it is fetched and stored", async () => (await _cache.Aside.GetOrFetchAsync(_things, id, _origin)) is { IsHit: true, Value: "made of x" });
        }

        await _redis.ReplicatedAsync();
        (await _redis.NodesOfAsync($"t:{_ids[0]}"))[0].Process.Kill();
        await Eventually.AsyncThat("an invalidation is acknowledged", async () =>
        {
            await _cache.InvalidateAsync(products, "x", version: 2);
            return true;
        });

        foreach (var id in _ids)
        {
            Assert.False(await _redis.ExistsAsync(KeyLayout.Entry(_things, id).Value));
            Assert.False((await _cache.Client.GetAsync(_things, id)).IsHit);
        }
    }

    [Fact]
    public async Task A_shard_that_is_down_costs_its_own_keys_only()
    {
        foreach (var node in await _redis.NodesOfAsync($"t:{_ids[0]}"))
        {
            node.Process.Kill();
        }

        await Eventually.That("both nodes are known to be down", () => _cache.Router.Nodes.Count(node => !node.IsReadable) is 2);
        var reads = await _cache.Client.GetManyAsync(_things, _ids);

        Assert.Equal([CacheOutcome.Bypass, CacheOutcome.Hit, CacheOutcome.Hit], reads.Select(read => read.Outcome));
        Assert.NotNull(reads[0].Error);
        Assert.Equal(["value of " + _ids[0], "v", "v"], (await _cache.Aside.GetManyOrFetchAsync(_things, _ids, _origin)).Select(read => read.Value));
    }

    // What is no hit says why, in the message of the failure.
    private ReadLoad Load(string id, CacheProcess? cache = null)
        => new(async () => await (cache ?? _cache).Client.GetAsync(_things, id) is var read && read.IsHit ? read.Value : $"{read.Outcome} {read.Error}", "v");

    private Task WritesWorkAsync(string id) => Eventually.AsyncThat("a write is taken", async () => await _cache.Client.SetAsync(_things, id, "v"));
}
