using CacheLayer.Redis.Connections;
using Microsoft.Extensions.Time.Testing;

namespace CacheLayer.Tests.Connections;

[Trait("Tier", "unit")]
public sealed class PoolSizingTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly CacheConnectionOptions _options = new() { MinConnectionsPerNode = 2, MaxConnectionsPerNode = 10, RequestsPerConnection = 100 };
    private readonly PoolSizing _sizing;

    public PoolSizingTests() => _sizing = new(_options, _time);

    [Fact]
    public void A_load_that_lasts_makes_it_grow_at_once_to_what_is_needed()
    {
        Assert.Equal(2, _sizing.Wanted(2, 350));
        _time.Advance(PoolSizing.BusyFor);
        Assert.Equal(8, _sizing.Wanted(2, 350));
    }

    [Fact]
    public void A_load_that_is_over_in_a_moment_changes_nothing()
    {
        _sizing.Wanted(2, 350);
        _time.Advance(PoolSizing.BusyFor / 2);
        _sizing.Wanted(2, 0);
        _time.Advance(PoolSizing.BusyFor / 2);
        Assert.Equal(2, _sizing.Wanted(2, 350));
    }

    [Fact]
    public void It_grows_no_further_than_to_its_upper_bound()
    {
        _sizing.Wanted(9, 100_000);
        _time.Advance(PoolSizing.BusyFor);
        Assert.Equal(10, _sizing.Wanted(9, 100_000));
        _time.Advance(PoolSizing.BusyFor);
        Assert.Equal(10, _sizing.Wanted(10, 100_000));
    }

    [Fact]
    public void Long_after_the_load_is_gone_it_shrinks_one_by_one_to_its_lower_bound()
    {
        for (var connections = 4; connections > 2; connections--)
        {
            Assert.Equal(connections, _sizing.Wanted(connections, 0));
            _time.Advance(PoolSizing.IdleFor);
            Assert.Equal(connections - 1, _sizing.Wanted(connections, 0));
        }

        _sizing.Wanted(2, 0);
        _time.Advance(PoolSizing.IdleFor);
        Assert.Equal(2, _sizing.Wanted(2, 0));
    }

    [Theory]
    [InlineData(60)]
    [InlineData(150)]
    public void What_is_neither_busy_nor_idle_leaves_it_as_it_is(int inFlight)
    {
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(3, _sizing.Wanted(3, inFlight));
            _time.Advance(PoolSizing.IdleFor);
        }
    }
}
