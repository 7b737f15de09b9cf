using CacheLayer.Redis.Dispatch;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;

namespace CacheLayer.Tests.Topology;

[Trait("Tier", "faults")]
public sealed class ReplicaFaultTests : IAsyncLifetime
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
    public async Task A_hung_replica_costs_no_read()
    {
        await using var load = new ReadLoad(_router, "k", "v");
        await load.MoreAsync(20);
        _redis.Nodes[1].Process.Hang();
        await load.MoreAsync(300);
        _redis.Nodes[1].Process.Resume();
        await load.MoreAsync(50);
        load.AssertNoneFailed();
    }

    [Fact]
    public async Task A_replica_that_comes_back_empty_answers_no_false_miss()
    {
        await using var load = new ReadLoad(_router, "k", "v");
        var replica = _redis.Nodes[1];
        for (var i = 0; i < 3; i++)
        {
            await load.MoreAsync(20);
            replica.Process.Kill();
            replica.Process.Start();
            await Eventually.That("the replica is read again", () => _router.Node(replica).IsReadable);
        }

        await load.MoreAsync(20);
        load.AssertNoneFailed();
    }

    [Fact]
    public async Task A_replica_whose_link_is_broken_is_not_read_for_longer_than_it_proved_to_be_up_to_date()
    {
        var replica = _redis.Nodes[1];

        // Replicates from nobody, and so says itself that its link is down, as one that is cut off does.
        await replica.ExecuteAsync("REPLICAOF", "127.0.0.1", $"{FreePorts.Take(1)[0]}");
        await _redis.Nodes[0].ExecuteAsync("SET", "k", "v2");
        await Eventually.That("the replica is not read", () => !_router.Node(replica).IsReadable);
        Assert.Equal("v2", await _router.GetAsync("k"));
    }

    [Fact]
    public async Task When_all_nodes_are_down_reads_and_fills_fail_at_once_and_work_again_when_they_are_back()
    {
        foreach (var node in _redis.Nodes)
        {
            node.Process.Kill();
        }

        await Eventually.That("all nodes are known to be down", () => _router.Nodes.All(node => !node.IsReadable));
        await Assert.ThrowsAsync<CacheUnavailableException>(() => _router.GetAsync("k"));
        await Assert.ThrowsAsync<CacheUnavailableException>(async () => await _router.SetAsync("k", "v", WriteRetry.Never));

        foreach (var node in _redis.Nodes)
        {
            node.Process.Start();
        }

        await Eventually.AsyncThat("writes work again", async () => await _router.SetAsync("k", "v2", WriteRetry.Never));
        await Eventually.AsyncThat("reads work again", async () => await _router.GetAsync("k") == "v2");
    }
}
