using CacheLayer.L1;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;

namespace CacheLayer.Tests.Cluster;

/// <summary>The in-process cache on a cluster: one node of every shard tells of its keys.</summary>
[Trait("Tier", "faults")]
public sealed class ClusterL1Tests : IAsyncLifetime
{
    private readonly Keyspace<string> _things = Keyspace.Create<string>("thing", "t");
    private readonly string[] _ids = ClusterKeys.OnEachShard("t");
    private RedisCluster _redis = null!;
    private CacheProcess _one = null!;
    private CacheProcess _two = null!;

    public async Task InitializeAsync()
    {
        _redis = await RedisCluster.StartAsync();
        _one = await CacheProcess.StartAsync(
            _redis.ConnectionString, null, ("CacheLayer:Keyspaces:thing:L1:Enabled", "true"), ("CacheLayer:Keyspaces:thing:L1:MaxLife", "1.00:00:00"));
        _two = await CacheProcess.StartAsync(_redis.ConnectionString, null, ("CacheLayer:Keyspaces:thing:L1:Enabled", "true"));
        await AllAreServedAsync("one");
    }

    public async Task DisposeAsync()
    {
        await _one.DisposeAsync();
        await _two.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task The_node_of_each_shard_that_is_read_tells()
    {
        var read = _one.Router.Shards.Select(shard => shard.PreferredNode!.Address.Name).ToHashSet();
        Assert.Equal(3, read.Count);
        foreach (var node in _redis.Nodes)
        {
            var clients = (string)(await node.ExecuteAsync("CLIENT", "LIST"))!;
            Assert.Equal(read.Contains(node.Address), clients.Contains(TrackingConnection.ClientName, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_batch_from_memory_asks_no_node_and_every_change_is_heard()
    {
        var read = await _one.Client.GetManyAsync(_things, _ids);
        Assert.All(read, read => Assert.True(read.FromL1));

        foreach (var id in _ids)
        {
            await InvalidateAsync(id);
        }

        await Eventually.AsyncThat("all are gone", async () => (await _one.Client.GetManyAsync(_things, _ids)).All(read => read.Outcome is CacheOutcome.Miss));
    }

    [Fact]
    public async Task When_the_primary_of_a_shard_is_killed_its_changes_are_heard_again()
    {
        (await _redis.NodesOfAsync($"t:{_ids[0]}"))[0].Process.Kill();

        await Eventually.That("it was emptied", () => Enum.GetValues<L1ClearReason>().Sum(_one.L1.Emptied) > 0);
        await AllAreServedAsync("two");
        await InvalidateAsync(_ids[0]);
        await GoneAsync(_ids[0]);
    }

    [Fact]
    public async Task What_has_moved_to_another_shard_is_told_of_there()
    {
        var moved = _ids[0];
        await (await SlotMove.PlanAsync(_redis, $"t:{moved}")).RunAsync();

        await Eventually.That("it was emptied", () => _one.L1.Emptied(L1ClearReason.SlotsMoved) > 0);
        await AllAreServedAsync("two");
        await InvalidateAsync(moved);
        await GoneAsync(moved);
    }

    // Not acknowledged while a node is missed: its users call again.
    private Task InvalidateAsync(string id) => Eventually.AsyncThat("the invalidation is acknowledged", async () =>
    {
        await _two.InvalidateAsync(_things, id);
        return true;
    });

    private Task GoneAsync(string id)
        => Eventually.AsyncThat("it is gone", async () => (await _one.Client.GetAsync(_things, id)).Outcome is CacheOutcome.Miss);

    private Task AllAreServedAsync(string value) => Eventually.AsyncThat($"all are {value}, from memory", async () =>
    {
        var read = await _one.Client.GetManyAsync(_things, _ids);
        foreach (var old in read.Where(read => read.Value != value))
        {
            await _two.Client.SetAsync(_things, old.Id, value);
        }

        return read.All(read => read.FromL1 && read.Value == value);
    });
}
