using System.Net;
using System.Net.Sockets;
using CacheLayer.Redis.Connections;
using CacheLayer.Redis.Topology;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;
using RedisNode = CacheLayer.Redis.Topology.RedisNode;

namespace CacheLayer.Tests.Topology;

/// <summary>Who may be read, by what the nodes say of themselves; without nodes.</summary>
[Trait("Tier", "unit")]
public sealed class TopologyStateTests : IAsyncLifetime
{
    private static readonly CacheConnectionOptions Options = new();

    private readonly RedisNode[] _nodes = [.. Enumerable.Range(0, 2).Select(Node)];
    private readonly TopologyState _state;

    public TopologyStateTests() => _state = new(_nodes, hasSentinels: false, zone: null, Options, NullLogger.Instance);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.Pool.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("slave0:ip=a,port=1,state=online,offset=5,lag=0", true)]
    [InlineData("slave0:ip=a,port=1,state=wait_bgsave,offset=0,lag=0", false)]
    [InlineData("slave0:ip=a,port=1,state=send_bulk,offset=0,lag=0\r\nslave1:ip=a,port=0,state=online,offset=5,lag=0", false)]
    [InlineData("", false)]
    // Of an address that is none of ours, because it is translated on the way, nothing can be told.
    [InlineData("slave0:ip=b,port=7,state=online,offset=5,lag=0", true)]
    public void A_replica_is_read_if_it_has_all_that_the_primary_had_when_it_counted_it(string replicas, bool isRead)
    {
        PrimarySays(replicas);
        ReplicaSays(offset: 42);

        Assert.Equal(isRead, _nodes[1].ReadableUntil > Environment.TickCount64);
    }

    [Fact]
    public void A_replica_that_was_not_counted_is_read_once_it_has_what_the_primary_had_later()
    {
        PrimarySays("slave0:ip=a,port=1,state=wait_bgsave,offset=0,lag=0");
        ReplicaSays(offset: 42);
        Assert.False(_nodes[1].ReadableUntil > Environment.TickCount64);

        PrimarySays("slave0:ip=a,port=1,state=online,offset=42,lag=0", offset: 50);
        ReplicaSays(offset: 42);
        Assert.False(_nodes[1].ReadableUntil > Environment.TickCount64);
        ReplicaSays(offset: 50);
        Assert.True(_nodes[1].ReadableUntil > Environment.TickCount64);
    }

    [Fact]
    public void An_address_that_is_none_of_ours_is_not_translated_once_another_one_was_ours()
    {
        PrimarySays("slave0:ip=a,port=1,state=online,offset=42,lag=0\r\nslave1:ip=b,port=7,state=online,offset=42,lag=0");
        PrimarySays("slave0:ip=b,port=7,state=online,offset=42,lag=0");
        ReplicaSays(offset: 42);

        Assert.False(_nodes[1].ReadableUntil > Environment.TickCount64);
        Assert.False(_state.AreTranslated(["b:7"]));
    }

    [Fact]
    public void A_node_counts_for_as_long_as_others_may_read_it_when_this_process_has_just_started_or_stood_still()
    {
        var now = Environment.TickCount64;
        var maxReplicaStaleness = (long)Options.MaxReplicaStaleness.TotalMilliseconds;
        Fails(now);
        Assert.InRange(_nodes[1].AckRequiredUntil, now + maxReplicaStaleness, Environment.TickCount64 + maxReplicaStaleness);

        _nodes[1].AckRequiredUntil = 0;
        Fails(now + maxReplicaStaleness);
        Assert.Equal(0, _nodes[1].AckRequiredUntil);
        Assert.False(_state.IsOutOfSight(_nodes[1], now + (2 * maxReplicaStaleness)));
        Assert.True(_state.IsOutOfSight(_nodes[1], now + (2 * maxReplicaStaleness) + 1));

        Fails(now + (2 * maxReplicaStaleness) + 1);
        Assert.NotEqual(0, _nodes[1].AckRequiredUntil);

        void Fails(long askedAt) => _state.Failed(_nodes[1], NodeHealth.Down, new TimeoutException(), askedAt);
    }

    [Fact]
    public void A_node_that_is_not_there_never_counts()
    {
        var refused = new RedisConnectionException(ConnectionFailureType.UnableToConnect, CommandFlags.None, "", new SocketException((int)SocketError.ConnectionRefused));
        _state.Failed(_nodes[1], NodeHealth.Down, refused, Environment.TickCount64);
        Assert.Equal(0, _nodes[1].AckRequiredUntil);
    }

    [Fact]
    public void A_primary_that_was_seen_to_load_its_data_is_not_read_at_once()
    {
        PrimarySays("loading:1");
        PrimarySays("loading:0");

        Assert.InRange(_nodes[0].ReadableUntil, long.MinValue, Environment.TickCount64);
    }

    [Fact]
    public void A_node_that_is_not_what_it_was_is_told_of()
    {
        var told = 0;
        _state.RoleChanged += () => told++;
        PrimarySays("");
        ReplicaSays(offset: 42);
        ReplicaSays(offset: 43);
        Assert.Equal(0, told);

        Promote();
        Assert.Equal(1, told);
    }

    [Fact]
    public void Who_throws_when_told_of_another_primary_or_role_keeps_nobody_else_from_being_told()
    {
        var told = new List<string>();
        _state.PrimaryChanged += () => throw new InvalidOperationException();
        _state.PrimaryChanged += () => told.Add("primary");
        _state.RoleChanged += () => throw new InvalidOperationException();
        _state.RoleChanged += () => told.Add("role");
        PrimarySays("");
        ReplicaSays(offset: 42);

        Promote();
        Assert.Equal(["primary", "role"], told);
    }

    private void Promote() => _state.Answered(
        _nodes[1], NodeInfo.Parse("role:master\r\nmaster_replid:h2\r\nmaster_replid2:h1\r\nmaster_repl_offset:43\r\n"), _state.PrimarySample, Environment.TickCount64);

    [Theory]
    [InlineData("uptime_in_seconds:0\r\naof_enabled:0\r\ndb0:keys=1", true)]
    [InlineData("uptime_in_seconds:0\r\naof_enabled:0\r\nloading:1", true)]
    [InlineData("uptime_in_seconds:0\r\naof_enabled:0", false)]
    [InlineData("uptime_in_seconds:0\r\naof_enabled:1\r\ndb0:keys=1", false)]
    // It ran while the other one answered: it was its replica, and has its address now.
    [InlineData("uptime_in_seconds:3600\r\naof_enabled:0\r\ndb0:keys=1", false)]
    public void A_primary_that_was_started_since_and_has_data_without_an_append_only_file_has_a_snapshot(string fields, bool isRestored)
    {
        Says("run_id:a\r\nuptime_in_seconds:9000");
        Says($"run_id:b\r\n{fields}");

        Assert.Equal(isRestored, _state.SnapshotRestoredAt > 0);

        void Says(string fields) => _state.Answered(_nodes[0], NodeInfo.Parse($"role:master\r\n{fields}\r\n"), null, Environment.TickCount64);
    }

    private void PrimarySays(string replicas, long offset = 42) => _state.Answered(
        _nodes[0], NodeInfo.Parse($"role:master\r\n{replicas}\r\nmaster_replid:h1\r\nmaster_repl_offset:{offset}\r\n"), _state.PrimarySample, Environment.TickCount64);

    private void ReplicaSays(long offset) => _state.Answered(
        _nodes[1], NodeInfo.Parse($"role:slave\r\nmaster_link_status:up\r\nmaster_replid:h1\r\nslave_repl_offset:{offset}\r\n"), _state.PrimarySample, Environment.TickCount64);

    private static RedisNode Node(int index) => new(
        index,
        new NodeAddress(new DnsEndPoint("a", index), Zone: null, $"a:{index}"),
        new NodeConnectionPool(ConfigurationOptions.Parse($"a:{index}"), Options, _ => { }, TimeProvider.System, NullLogger.Instance));
}
