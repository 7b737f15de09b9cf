using System.Text.Json;
using CacheLayer.Tests.Redis;
using Xunit.Abstractions;

namespace CacheLayer.Tests.Chaos;

/// <summary>A small run of what <c>CacheLayer.Benchmarks -- chaos</c> does with 200,000 events.</summary>
[Trait("Tier", "faults")]
[Collection(RedisFaultTests.Name)]
public sealed class ChaosTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Nothing_is_lost_skipped_or_stale_though_everything_is_killed()
    {
        var report = await new ChaosRun(new(Events: 5_000, EventsPerSecond: 400, Keys: 500, Readers: 4, BetweenFaults: TimeSpan.FromSeconds(1), Seed: 7)).RunAsync(output.WriteLine);

        var text = JsonSerializer.Serialize(report);
        output.WriteLine(text);
        Assert.True(report.IsClean, text);
        Assert.All(report.Faults.Values, count => Assert.InRange(count, 1, int.MaxValue));
        Assert.InRange(report.Consistency.Reads, 1_000, long.MaxValue);
        Assert.InRange(report.Bad, 1, int.MaxValue);
    }
}
