using CacheLayer.Scripts;
using CacheLayer.Tests.Races.Histories;
using CsCheck;
using Xunit.Abstractions;
using static CacheLayer.Tests.Races.Histories.StepKind;

namespace CacheLayer.Tests.Races;

/// <summary>The races find what they are made to find.</summary>
[Trait("Tier", "redis")]
public sealed class CheckerTests(RaceFixture fixture, ITestOutputHelper output) : IClassFixture<RaceFixture>
{
    [Fact]
    public async Task A_late_fill_of_an_unfenced_cache_is_found()
    {
        await using var cache = new UnfencedCache(fixture.Database);

        var result = await Race.RunAsync(cache, fixture.Primary, "a", [new(Read), new(Fetch), new(Write), new(Invalidate), new(Fill)]);

        // Both of the reads at the end.
        Assert.Equal(new RaceResult(3, 2), result);
    }

    [Fact]
    public async Task A_fill_before_the_invalidation_of_an_unfenced_cache_is_not_reported()
    {
        await using var cache = new UnfencedCache(fixture.Database);

        var result = await Race.RunAsync(cache, fixture.Primary, "b", [new(Read), new(Fetch), new(Fill), new(Write), new(Invalidate)]);

        Assert.Equal(new RaceResult(3, 0), result);
    }

    [Fact]
    public async Task The_interleavings_find_an_unfenced_cache()
    {
        await using var cache = new UnfencedCache(fixture.Database);

        var report = await RaceSuite.RunAsync(cache, fixture.Primary, Interleavings.OfTwoReadersAndAWriter([[new(Expire)]]));

        output.WriteLine($"{report}");
        Assert.Contains("read 0, fetch 0, write, invalidate, fill 0, read 1, fetch 1, fill 1, expire 0", report.StaleHistories);
    }

    [Fact]
    public async Task The_interleavings_find_an_invalidation_that_leaves_leases_standing()
    {
        await using var cache = new UnfencedInvalidation(
            await CacheLayerUnderTest.StartAsync(fixture.Redis.ConnectionString, RaceSettings.Impatient), fixture.Database);

        var report = await RaceSuite.RunAsync(cache, fixture.Primary, Interleavings.OfTwoReadersAndAWriter([[new(Expire)]]));

        output.WriteLine($"{report}");
        Assert.NotEmpty(report.StaleHistories);
    }

    [Fact]
    public async Task The_random_histories_find_an_unfenced_cache_and_make_the_example_short()
    {
        await using var cache = new UnfencedCache(fixture.Database);
        var redis = fixture.Primary;
        var keys = 0;

        var found = await Assert.ThrowsAsync<CsCheckException>(() => RandomHistories.Gen.SampleAsync(
            async steps => (await Race.RunAsync(cache, redis, $"r{Interlocked.Increment(ref keys)}", steps)).Stale is 0,
            iter: 5_000,
            threads: RaceSuite.AtOnce,
            print: steps => string.Join(", ", steps)));

        output.WriteLine(found.Message);
    }

    [Fact]
    public async Task The_keys_that_expire_are_those_of_the_library()
    {
        await using var cache = await CacheLayerUnderTest.StartAsync(fixture.Redis.ConnectionString, RaceSettings.Impatient);

        var keys = cache.Keys("a");

        var entry = KeyLayout.Entry(keys[0]!);
        Assert.Equal([entry.Value, entry.Lease, entry.Watermark], keys);
    }
}
