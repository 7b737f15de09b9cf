using CacheLayer.L1;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;

namespace CacheLayer.Tests.L1;

/// <summary>Three nodes, and those that are read and tracked, or written, are lost.</summary>
[Trait("Tier", "faults")]
public sealed class L1FailoverTests : IAsyncLifetime
{
    private readonly Keyspace<string> _things = Keyspace.Create<string>("thing", "t");
    private RedisReplicaSet _redis = null!;
    private CacheProcess _one = null!;
    private CacheProcess _two = null!;

    public async Task InitializeAsync()
    {
        _redis = await RedisReplicaSet.StartAsync();
        _one = await CacheProcess.StartAsync(_redis.ConnectionString, time: null, ("CacheLayer:Keyspaces:thing:L1:Enabled", "true"));
        _two = await CacheProcess.StartAsync(_redis.ConnectionString, time: null, ("CacheLayer:Keyspaces:thing:L1:Enabled", "true"));
        await ServedAsync("one");
    }

    public async Task DisposeAsync()
    {
        await _one.DisposeAsync();
        await _two.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task The_node_that_is_read_is_the_one_that_tells()
    {
        Assert.NotEqual(_redis.Nodes[0].Address, _one.Router.Only!.PreferredNode!.Address.Name);
        foreach (var node in _redis.Nodes)
        {
            var clients = (string)(await node.ExecuteAsync("CLIENT", "LIST"))!;
            Assert.Equal(node.Address == _one.Router.Only!.PreferredNode.Address.Name, clients.Contains(TrackingConnection.ClientName, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task After_a_failover_it_begins_empty_and_hears_of_changes_again()
    {
        (await _redis.PrimaryAsync()).Process.Kill();

        await Eventually.That("it was emptied", () => _one.L1.Emptied(L1ClearReason.NodeChanged) > 0);
        await ServedAsync("two");
        await InvalidateAsync();
        await Eventually.AsyncThat("it is gone", async () => (await _one.Client.GetAsync(_things, "a")).Outcome is CacheOutcome.Miss);
    }

    [Fact]
    public async Task When_the_tracked_node_is_lost_another_one_is_read_and_tracked()
    {
        var tracked = _one.Router.Only!.PreferredNode!.Address.Name;
        _redis.Nodes.Single(node => node.Address == tracked).Process.Hang();

        await Eventually.That("another node is read", () => _one.Router.Only!.PreferredNode is { } node && node.Address.Name != tracked);
        await Eventually.That("it was emptied", () => Enum.GetValues<L1ClearReason>().Sum(_one.L1.Emptied) > 0);
        await ServedAsync("two");
        await InvalidateAsync();
        await Eventually.AsyncThat("it is gone", async () => (await _one.Client.GetAsync(_things, "a")).Outcome is CacheOutcome.Miss);
        _redis.Nodes.Single(node => node.Address == tracked).Process.Resume();
    }

    // Not acknowledged while a node is missed: its users call again.
    private Task InvalidateAsync() => Eventually.AsyncThat("the invalidation is acknowledged", async () =>
    {
        await _two.InvalidateAsync(_things, "a");
        return true;
    });

    private Task ServedAsync(string value) => Eventually.AsyncThat($"{value} is served from memory", async () =>
    {
        var read = await _one.Client.GetAsync(_things, "a");
        if (read.Value != value)
        {
            await _two.Client.SetAsync(_things, "a", value);
        }

        return read.FromL1 && read.Value == value;
    });
}
