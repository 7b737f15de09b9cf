using System.Net;
using CacheLayer.Entries;
using CacheLayer.Keyspaces;
using CacheLayer.L1;
using CacheLayer.Redis.Connections;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;
using RedisNode = CacheLayer.Redis.Topology.RedisNode;

namespace CacheLayer.Tests.L1;

/// <summary>Several nodes tell of changes, each of what is read of it: step by step.</summary>
[Trait("Tier", "unit")]
public sealed class L1SessionTests : IAsyncLifetime
{
    private static readonly EntryView<string> Value = new("one", EntryState.Value, FreshFor: 600_000);

    private readonly Keyspace<string> _things = Keyspace.Create<string>("thing", "t");
    private readonly KeyspacePolicy _policy = new("thing", new() { L1 = new() { Enabled = true } });
    private readonly RedisNode[] _nodes = [Node(0), Node(1)];
    private readonly L1Cache _cache = new();
    private TrackingSession[] _sessions = null!;

    private L1Store<string> Store => _cache.Of(_things, _policy)!;

    private bool IsServed => Store.TryGet("a", out _);

    public async Task InitializeAsync()
    {
        foreach (var node in _nodes)
        {
            node.MayBeReadUntil(long.MaxValue);
            await node.Pool.OpenAsync(CancellationToken.None);
        }

        _cache.Of(_things, _policy);
        _sessions = Array.ConvertAll(_nodes, node => new TrackingSession(node, ["t:"], node.ReadLeaseEpoch, long.MaxValue));
        Array.ForEach(_sessions, _cache.Begin);
    }

    public async Task DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.Pool.DisposeAsync();
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void What_was_read_of_a_node_is_served_while_that_one_tells(int asked)
    {
        Keep(asked);
        _sessions[1 - asked].End();
        Assert.True(IsServed);
        _sessions[asked].End();
        Assert.False(IsServed);
        Assert.False(_cache.IsArmed);
    }

    [Fact]
    public void An_answer_that_may_be_of_either_is_refused()
    {
        Keep(0, 1);
        Assert.False(IsServed);
        Keep(1, 1);
        Assert.True(IsServed);
    }

    [Fact]
    public void An_answer_of_nobody_is_refused()
    {
        Keep();
        Assert.False(IsServed);
    }

    [Fact]
    public void Keys_that_are_read_together_are_of_the_nodes_that_each_was_asked_of()
    {
        var read = _cache.BeginRead()!;
        Asks(read, 0);
        var other = read.ForAnotherKey();
        Asks(other, 1);
        Assert.Equal([_sessions[0], _sessions[1]], [read.Session!, other.Session!]);
    }

    [Fact]
    public void A_flush_of_one_ends_what_was_read_of_it_and_of_no_other()
    {
        var (flushed, other) = (_cache.BeginRead()!, _cache.BeginRead()!);
        Asks(flushed, 0);
        Asks(other, 1);

        _cache.Flush(_sessions[0]);

        Store.Keep("a", Value, 10, flushed);
        Assert.False(IsServed);
        Store.Keep("a", Value, 10, other);
        Assert.True(IsServed);
    }

    private static RedisNode Node(int index)
    {
        var nowhere = new IPEndPoint(IPAddress.Loopback, 1);
        var options = new ConfigurationOptions { EndPoints = { nowhere }, AbortOnConnectFail = false, BacklogPolicy = BacklogPolicy.FailFast };
        return new(index, new(nowhere, null, $"{index}"), new NodeConnectionPool(options, new(), _ => { }, TimeProvider.System, NullLogger.Instance));
    }

    private void Keep(params int[] asked)
    {
        var read = _cache.BeginRead()!;
        Asks(read, asked);
        Store.Keep("a", Value, 10, read);
    }

    private void Asks(L1Read read, params int[] nodes) => Array.ForEach(nodes, node => read.Asks(_nodes[node].Pool.Pick().Database));
}
