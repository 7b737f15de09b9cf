using CacheLayer.Tests.Races.Histories;
using CsCheck;
using Xunit.Abstractions;

namespace CacheLayer.Tests.Races;

/// <summary>Histories at random, many at once; a failing one is made as short as can be, and printed with its seed.</summary>
[Trait("Tier", "redis")]
public sealed class RandomHistoryTests(RaceFixture fixture, ITestOutputHelper output) : IClassFixture<RaceFixture>
{
    private int _keys;

    [Fact]
    public Task Readers_that_wait_for_nobody() => SampleAsync(RaceSettings.Impatient);

    [Fact]
    public Task Readers_as_they_are_by_default() => SampleAsync(RaceSettings.Default);

    [Fact]
    public Task Readers_of_an_origin_with_versions() => SampleAsync(RaceSettings.Default with { Versions = true });

    [Fact]
    public Task Readers_in_one_process() => SampleAsync(RaceSettings.Default with { Processes = 1 });

    private async Task SampleAsync(CacheLayerOptions options)
    {
        await using var cache = await CacheLayerUnderTest.StartAsync(fixture.Redis.ConnectionString, options);
        var redis = fixture.Primary;
        var reads = 0;
        await RandomHistories.Gen.SampleAsync(
            async steps =>
            {
                var result = await Race.RunAsync(cache, redis, $"{Interlocked.Increment(ref _keys)}", steps);
                Interlocked.Add(ref reads, result.Reads);
                return result.Stale is 0;
            },
            output.WriteLine,
            iter: RaceSettings.Histories / 4,
            threads: RaceSuite.AtOnce,
            print: steps => string.Join(", ", steps));
        output.WriteLine($"{reads} reads, none of them stale");
    }
}
