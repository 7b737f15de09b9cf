using System.Collections.Concurrent;
using System.Diagnostics;
using CacheLayer.Redis.Connections;
using CacheLayer.Redis.Dispatch;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;
using Xunit.Abstractions;

namespace CacheLayer.Tests.Topology;

[Trait("Tier", "faults")]
public sealed class FailoverTests(ITestOutputHelper output) : IAsyncLifetime
{
    private RedisReplicaSet _redis = null!;
    private TopologyRouter _router = null!;

    public async Task InitializeAsync()
    {
        _redis = await RedisReplicaSet.StartAsync();
        _router = await Routers.StartAsync(_redis.ConnectionString);
        await _router.SetAsync("k", "v");
        foreach (var node in _redis.Nodes)
        {
            await Eventually.AsyncThat($"{node.Address} has the key", async () => await node.GetAsync("k") == "v");
        }
    }

    public async Task DisposeAsync()
    {
        await _router.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task A_killed_primary_costs_no_read_and_writes_go_on_with_the_promoted_replica()
    {
        var promoted = new ConcurrentQueue<string?>();
        _router.PrimaryChanged += () => promoted.Enqueue(_router.Primary()?.Name);
        var old = _redis.Nodes[0];
        await using (var load = new ReadLoad(_router, "k", "v"))
        {
            await load.MoreAsync(20);
            old.Process.Kill();
            await MeasureWritesAsync(load);
            await load.MoreAsync(50);
            load.AssertNoneFailed();
        }

        // Usually one; more when the machine is so busy that the sentinels give up the promoted one, too.
        output.WriteLine($"From {old.Address} to {string.Join(", ", promoted)}");
        Assert.NotEmpty(promoted);
        Assert.DoesNotContain(old.Address, promoted);
        Assert.NotEqual(old.Address, _router.Primary()!.Name);
    }

    [Fact]
    public async Task A_hung_primary_costs_no_read_and_gets_no_write_when_it_is_back()
    {
        var old = _redis.Nodes[0];
        await using (var load = new ReadLoad(_router, "k", "v"))
        {
            await load.MoreAsync(20);
            old.Process.Hang();
            await MeasureWritesAsync(load);
            old.Process.Resume();

            // It calls itself primary until the sentinels demote it, and loses what it takes meanwhile.
            for (var i = 0; i < 200; i++)
            {
                await Eventually.AsyncThat("a write", () => WriteAsync($"after-{i}"));
            }

            await load.MoreAsync(50);
            load.AssertNoneFailed();
        }

        await _redis.HealedAsync();
        for (var i = 0; i < 200; i++)
        {
            Assert.Equal("v", await (await _redis.PrimaryAsync()).GetAsync($"after-{i}"));
        }
    }

    [Fact]
    public async Task A_planned_failover_costs_no_read_and_no_write()
    {
        await using var load = new ReadLoad(_router, "k", "v");
        await load.MoreAsync(20);
        await _redis.Nodes[0].ExecuteAsync("CLIENT", "PAUSE", "4000", "WRITE");
        await _redis.Sentinels[0].ExecuteAsync("SENTINEL", "FAILOVER", "cache");
        for (var i = 0; i < 200; i++)
        {
            Assert.True(await _router.SetAsync($"during-{i}", "v"));
        }

        await _redis.HealedAsync();
        await load.MoreAsync(20);
        load.AssertNoneFailed();
        var primary = await _redis.PrimaryAsync();
        Assert.Equal(primary.Address, _router.Primary()!.Name);
        for (var i = 0; i < 200; i++)
        {
            Assert.Equal("v", await primary.GetAsync($"during-{i}"));
        }
    }

    [Fact]
    public async Task The_old_primary_is_used_again_after_it_came_back_as_a_replica()
    {
        var old = _redis.Nodes[0];
        old.Process.Kill();
        await WritesWorkAsync();
        old.Process.Start();
        await _redis.HealedAsync();
        await Eventually.That("the old primary is a readable replica", () => _router.Node(old) is { IsReadable: true, IsPrimary: false, Role: NodeRole.Replica, LinkUp: true });
        Assert.Equal("v", await _router.GetAsync("k"));
    }

    private async Task MeasureWritesAsync(ReadLoad load)
    {
        var began = Stopwatch.GetTimestamp();
        await WritesWorkAsync();
        output.WriteLine($"Writes away for {Stopwatch.GetElapsedTime(began).TotalMilliseconds:F0} ms; {load.Done} reads, {load.Failures.Count} failed, slowest {load.Slowest.TotalMilliseconds:F0} ms");
    }

    private async Task<bool> WriteAsync(string key) => await _router.SetAsync(key, "v");

    private Task WritesWorkAsync() => Eventually.AsyncThat("a write is taken", () => WriteAsync("written"));
}
