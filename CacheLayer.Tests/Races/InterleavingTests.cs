using CacheLayer.Tests.Races.Histories;
using Xunit.Abstractions;
using static CacheLayer.Tests.Races.Histories.StepKind;

namespace CacheLayer.Tests.Races;

/// <summary>Every order of the steps of two readers and a writer, each driven step by step on a key of its own.</summary>
[Trait("Tier", "redis")]
public sealed class InterleavingTests(RaceFixture fixture, ITestOutputHelper output) : IClassFixture<RaceFixture>
{
    private static readonly Step[] ValueExpires = [new(Expire, 0)];
    private static readonly Step[] LeaseExpires = [new(Expire, 1)];

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public Task Readers_in_two_processes(bool versions, bool warm)
        => AssertNoneStaleAsync(RaceSettings.Impatient with { Versions = versions }, 2_520, warm, ValueExpires);

    [Fact]
    public Task Readers_in_two_processes_and_a_lease_that_does_not_live_as_long_as_its_fetch()
        => AssertNoneStaleAsync(RaceSettings.Impatient, 2_520, warm: false, LeaseExpires);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task Readers_in_two_processes_and_a_replica_that_is_promoted_with_what_it_has(bool warm)
        => AssertNoneStaleAsync(RaceSettings.Impatient, 12_600, warm, [new(Replicate), new(Failover)]);

    [Fact]
    public Task A_reader_that_waits_for_the_other_process()
        => AssertNoneStaleAsync(RaceSettings.Patient, 2_520, warm: false, ValueExpires);

    [Fact]
    public Task Readers_that_share_a_fetch_in_one_process()
        => AssertNoneStaleAsync(RaceSettings.Impatient with { Processes = 1 }, 2_520, warm: false, ValueExpires);

    private async Task AssertNoneStaleAsync(CacheLayerOptions options, int expected, bool warm, Step[] other)
    {
        await using var cache = await CacheLayerUnderTest.StartAsync(fixture.Redis.ConnectionString, options);

        var report = await RaceSuite.RunAsync(cache, fixture.Primary, Interleavings.OfTwoReadersAndAWriter(other), warm);

        output.WriteLine($"{report}");
        Assert.Empty(report.StaleHistories);
        Assert.Equal((expected, 0), (report.Histories, report.StaleReads));
    }
}
