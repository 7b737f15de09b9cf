using System.Net;
using CacheLayer.Entries;
using CacheLayer.Keyspaces;
using CacheLayer.L1;
using Microsoft.Extensions.Logging.Abstractions;
using RedisNode = CacheLayer.Redis.Topology.RedisNode;

namespace CacheLayer.Tests.L1;

/// <summary>The order of reads, changes and sessions, step by step.</summary>
[Trait("Tier", "unit")]
public sealed class L1CacheTests
{
    private static readonly EntryView<string> Value = new("one", EntryState.Value, FreshFor: 600_000);

    private readonly Keyspace<string> _things = Keyspace.Create<string>("thing", "t");
    private readonly KeyspacePolicy _policy = new("thing", new() { L1 = new() { Enabled = true } });
    private readonly RedisNode _node = new(0, new(new IPEndPoint(IPAddress.Loopback, 1), null, "a"), new(new(), new(), _ => { }, TimeProvider.System, NullLogger.Instance));
    private readonly L1Cache _cache = new();

    public L1CacheTests()
    {
        _cache.Of(_things, _policy);
        _node.MayBeReadUntil(long.MaxValue);
        Arm();
    }

    private L1Store<string> Store => _cache.Of(_things, _policy)!;

    private bool IsServed => Store.TryGet("a", out _);

    [Fact]
    public void What_was_read_is_served()
    {
        Store.Keep("a", Value, 10, _cache.BeginRead()!);
        Assert.True(IsServed);
        Assert.False(Store.TryGet("b", out _));
    }

    [Fact]
    public void A_change_after_the_read_began_refuses_its_answer()
    {
        var read = _cache.BeginRead()!;
        _cache.Drop("t:a");
        Store.Keep("a", Value, 10, read);
        Assert.False(IsServed);

        Store.Keep("a", Value, 10, _cache.BeginRead()!);
        Assert.True(IsServed);
    }

    [Fact]
    public void A_change_of_another_key_does_not_concern_it()
    {
        // One in a thousand ids shares its stripe.
        var ids = Enumerable.Range(0, 100).Select(i => $"{i}").Where(id => _cache.Stripe(id) != _cache.Stripe("a"));
        var read = _cache.BeginRead()!;
        _cache.Drop($"t:{ids.First()}");
        _cache.Drop("u:a");
        _cache.Drop("{t:a}f");
        Store.Keep("a", Value, 10, read);
        Assert.True(IsServed);
    }

    [Fact]
    public void An_answer_that_may_be_of_another_node_is_refused()
    {
        var read = _cache.BeginRead()!;
        read.Asks(null!);
        Store.Keep("a", Value, 10, read);
        Assert.False(IsServed);
    }

    [Fact]
    public void An_answer_of_a_read_that_began_in_another_session_is_refused()
    {
        var read = _cache.BeginRead()!;
        Arm();
        Store.Keep("a", Value, 10, read);
        Assert.False(IsServed);
    }

    [Fact]
    public void Nothing_is_served_when_the_session_ends_is_broken_or_is_not_heard()
    {
        var lost = Arm();
        Store.Keep("a", Value, 10, _cache.BeginRead()!);
        _cache.End(lost, L1ClearReason.Lost);
        Assert.False(IsServed);
        Assert.Null(_cache.BeginRead());
        Assert.Equal((1, 0), (_cache.Emptied(L1ClearReason.Lost), Store.Count));

        Arm();
        Store.Keep("a", Value, 10, _cache.BeginRead()!);
        _node.RevokeReadLease();
        Assert.False(IsServed);
        _node.MayBeReadUntil(long.MaxValue);
        Assert.False(IsServed);

        var session = Arm();
        Store.Keep("a", Value, 10, _cache.BeginRead()!);
        session.Heard(Environment.TickCount64 - 1);
        Assert.False(IsServed);
        session.Heard(long.MaxValue);
        Assert.True(IsServed);
        session.End();
        session.Heard(long.MaxValue);
        Assert.False(IsServed);
    }

    [Fact]
    public void A_flush_refuses_what_was_being_read_and_goes_on()
    {
        var session = Arm();
        Store.Keep("a", Value, 10, _cache.BeginRead()!);
        var read = _cache.BeginRead()!;

        var next = _cache.Flush(session);

        Assert.False(IsServed);
        Store.Keep("a", Value, 10, read);
        Assert.False(IsServed);
        Assert.False(session.Serves(Environment.TickCount64));
        Assert.True(next.Serves(Environment.TickCount64));
        Store.Keep("a", Value, 10, _cache.BeginRead()!);
        Assert.True(IsServed);
    }

    [Fact]
    public void A_keyspace_that_is_not_tracked_yet_keeps_nothing()
    {
        var others = Keyspace.Create<string>("other", "o");
        var asked = 0;
        _cache.SettingsChanged += () => asked++;

        var store = _cache.Of(others, new("other", _policy.Options))!;
        store.Keep("a", Value, 10, _cache.BeginRead()!);

        Assert.False(store.TryGet("a", out _));
        Assert.Equal(1, asked);
        Assert.Equal(["o:", "t:"], _cache.Prefixes.Order());
    }

    [Fact]
    public void While_invalidations_lag_nothing_is_served()
    {
        Store.Keep("a", Value, 10, _cache.BeginRead()!);
        _policy.IsLagging = true;
        Assert.Null(_cache.Of(_things, _policy));
        _policy.IsLagging = false;
        Assert.True(IsServed);
    }

    [Theory]
    [InlineData(EntryState.Value, 0, 10)]
    [InlineData(EntryState.Negative, 1000, 10)]
    [InlineData(EntryState.Stale, 1000, 10)]
    [InlineData(EntryState.Value, 1000, 64 * 1024 + 1)]
    public void What_may_not_be_served_on_or_is_too_large_is_not_kept(object finding, long freshFor, int bytes)
    {
        Store.Keep("a", new("one", (EntryState)finding, FreshFor: freshFor), bytes, _cache.BeginRead()!);
        Assert.Equal(0, Store.Count);
    }

    private TrackingSession Arm()
    {
        var session = new TrackingSession(_node, ["t:"], _node.ReadLeaseEpoch, long.MaxValue);
        _cache.Begin(session);
        return session;
    }
}
