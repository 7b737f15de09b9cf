using CacheLayer.Traffic.Arrivals;

namespace CacheLayer.Tests.Traffic;

[Trait("Tier", "unit")]
public sealed class ArrivalsTests
{
    [Fact]
    public void Constant_arrivals_are_at_equal_distances()
        => Assert.Equal([0, 0.25, 0.5, 0.75], Take(new ConstantArrivals(4), 4));

    [Fact]
    public void Poisson_arrivals_have_the_rate_and_the_spread_of_chance()
    {
        var times = Take(new PoissonArrivals(1000, seed: 7), 100_000);
        var gaps = times.Zip(times.Skip(1), (one, next) => next - one).ToList();

        Assert.InRange(times[^1], 98, 102);
        Assert.All(gaps, gap => Assert.True(gap >= 0));
        // Of exponential gaps, 1 - 1/e are shorter than the mean.
        Assert.InRange(gaps.Count(gap => gap < 0.001) / (double)gaps.Count, 0.62, 0.645);
    }

    [Fact]
    public void The_same_seed_makes_the_same_arrivals()
        => Assert.Equal(Take(new PoissonArrivals(10, 3), 100), Take(new PoissonArrivals(10, 3), 100));

    [Fact]
    public void A_traces_clock_is_sped_up_and_starts_over_after_a_mean_gap()
        => Assert.Equal([0, 0.5, 2, 3, 3.5, 5, 6], Take(new TraceClock([100, 101, 104], scale: 2), 7));

    [Fact]
    public void A_trace_of_one_moment_that_starts_over_does_so_once_a_second()
        => Assert.Equal([0, 0, 1, 1, 2], Take(new TraceClock([100, 100], scale: 1), 5));

    private static List<double> Take(IArrivals arrivals, int count)
        => [.. Enumerable.Range(0, count).Select(_ => arrivals.Next())];
}
