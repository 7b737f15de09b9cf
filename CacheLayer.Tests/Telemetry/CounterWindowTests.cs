using CacheLayer.Metrics;
using Microsoft.Extensions.Time.Testing;

namespace CacheLayer.Tests.Telemetry;

[Trait("Tier", "unit")]
public sealed class CounterWindowTests
{
    [Fact]
    public void It_tells_the_rise_within_the_window_and_forgets_what_was_before()
    {
        var time = new FakeTimeProvider();
        var window = new CounterWindow(TimeSpan.FromSeconds(60), time);
        for (var second = 0; second <= 100; second++)
        {
            // A hit a second in the first 40 seconds, then misses.
            window.Sample(Math.Min(second, 40), Math.Max(0, second - 40));
            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal((0, 60, TimeSpan.FromSeconds(60)), window.Rise());
    }

    [Fact]
    public void Before_the_first_sample_there_is_no_rise()
        => Assert.Equal(default, new CounterWindow(TimeSpan.FromSeconds(60), new FakeTimeProvider()).Rise());
}
