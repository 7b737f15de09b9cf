using CacheLayer.Diagnostics;

namespace CacheLayer.Tests.Statistics;

[Trait("Tier", "unit")]
public sealed class KeyspaceCountersTests
{
    [Fact]
    public void Counts_and_means_are_those_of_what_was_counted()
    {
        var counters = new KeyspaceCounters();
        counters.Hit(TimeSpan.FromMilliseconds(1));
        counters.Hit(TimeSpan.FromMilliseconds(3));
        counters.Miss(TimeSpan.FromMilliseconds(5));
        counters.Error();
        counters.RefusedFill();
        counters.RefusedFetch();
        counters.Undecodable();
        counters.NegativeHit();
        counters.Stale();
        counters.Bypass();
        counters.TooLarge();
        counters.Refresh();
        counters.RefusedId();
        counters.FailedFetch();
        counters.AbsentValue();
        counters.UnaskedValues(3);

        var counts = counters.Snapshot("thing");

        var expected = new KeyspaceStatistics("thing", 2, 1, 1, 1, 1, 1, 2, 5)
        {
            NegativeHits = 1,
            Stale = 1,
            Bypassed = 1,
            TooLarge = 1,
            Refreshes = 1,
            RefusedIds = 1,
            FailedFetches = 1,
            AbsentValues = 1,
            UnaskedValues = 3,
        };
        Assert.Equal(expected, counts);
        Assert.Equal(2.0 / 3, counts.HitRate, 6);
    }

    [Fact]
    public void Nothing_counted_is_zero()
        => Assert.Equal((0.0, 0.0, 0.0), (new KeyspaceCounters().Snapshot("thing") is var s ? (s.HitRate, s.MeanHitMilliseconds, s.MeanMissMilliseconds) : default));

    [Fact]
    public void No_count_is_lost_among_threads()
    {
        var counters = new KeyspaceCounters();

        Parallel.For(0, 100_000, i => counters.Hit(TimeSpan.FromTicks(1)));

        Assert.Equal(100_000, counters.Reads.Hits);
    }
}
