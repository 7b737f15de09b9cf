using CacheLayer.Invalidations;
using CacheLayer.Scripts;
using CacheLayer.Tests.Aside;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CacheLayer.Tests.Lag;

/// <summary>Keyspaces serve less from the cache while nobody can say that invalidations keep up.</summary>
[Trait("Tier", "redis")]
public sealed class LagTests(RedisSingleFixture fixture) : PolicyTest(fixture, ("NegativeTtl", "00:05:00"), ("FailSafeMaxStale", "01:00:00")), IClassFixture<RedisSingleFixture>, IAsyncLifetime
{
    private static readonly TimeSpan Behind = TimeSpan.FromMinutes(10);

    private CacheInvalidator Worker => Two.Services.GetRequiredService<CacheInvalidator>();

    private LagWatch Watch => One.Lag;

    /// <summary>Each test begins with the reports of no other.</summary>
    async Task IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        await Redis.ExecuteAsync("DEL", (string)LagReport.Key!);
    }

    [Fact]
    public async Task Nothing_is_asked_while_no_keyspace_minds()
    {
        await StoreAsync("cached");
        await Worker.ReportLagAsync(Behind);

        Assert.Null(Watch.Lag);
        Assert.True((await GetAsync(One)).IsHit);
    }

    [Fact]
    public async Task Clamped_an_entry_is_served_while_it_is_young_and_replaced_when_it_is_not()
    {
        await StoreAsync("old");
        await LagAsync(LagResponse.Clamp, ttl: "00:01:00");

        Assert.True((await GetAsync(One)).IsHit);
        Clock.Advance(TimeSpan.FromSeconds(61));
        Origin.Answer = _ => new("new");
        Assert.Equal(("new", CacheOutcome.Miss), Seen(await GetAsync(One)));
        await Eventually.AsyncThat("the new one is stored", async () => Seen(await GetAsync(One)) == ("new", CacheOutcome.Hit));
        Assert.InRange(await LifeAsync(), 1, 60_000);
    }

    [Fact]
    public async Task Clamped_a_failing_origin_is_not_covered_up_by_what_may_be_stale()
    {
        await StoreAsync("old");
        Clock.Advance(Ttl + TimeSpan.FromSeconds(1));
        Origin.Answer = _ => throw new InvalidOperationException("The origin is down.");
        Assert.Equal(("old", CacheOutcome.Stale), Seen(await GetAsync(One)));

        await LagAsync(LagResponse.Clamp, ttl: "00:01:00");

        await Assert.ThrowsAsync<InvalidOperationException>(() => GetAsync(One));
    }

    [Fact]
    public async Task Clamped_what_the_origin_lacks_is_asked_for_again_as_soon()
    {
        Origin.Answer = _ => default;
        await GetAsync(One);
        await Eventually.AsyncThat("it is known", async () => (await GetAsync(Two)).Outcome is CacheOutcome.NegativeHit);
        await LagAsync(LagResponse.Clamp, ttl: "00:01:00");
        Clock.Advance(TimeSpan.FromSeconds(61));
        Origin.Answer = _ => new("there now");

        Assert.Equal("there now", (await GetAsync(One)).Value);
    }

    [Fact]
    public async Task Bypassed_everything_comes_from_the_origin_until_invalidations_have_caught_up()
    {
        await StoreAsync("cached");
        Origin.Answer = _ => new("from the origin");
        await LagAsync(LagResponse.Bypass);

        Assert.Equal(("from the origin", CacheOutcome.Bypass), Seen(await GetAsync(One)));
        Assert.Equal(CacheOutcome.Bypass, (await One.Aside.GetManyOrFetchAsync(Things, ["a", "b"], Origin))[0].Outcome);
        var health = await HealthAsync();
        Assert.Equal(HealthStatus.Degraded, health.Status);
        Assert.Contains("thing", health.Description!, StringComparison.Ordinal);

        await Eventually.AsyncThat("it serves again", async () =>
        {
            await Worker.ReportLagAsync(TimeSpan.Zero);
            return One.Lag.Lagging.Count() is 0;
        });
        Assert.Equal(("cached", CacheOutcome.Hit), Seen(await GetAsync(One)));
        Assert.Equal(HealthStatus.Healthy, (await HealthAsync()).Status);
    }

    [Fact]
    public async Task Silence_counts_as_lag()
    {
        await StoreAsync("cached");
        await Worker.ReportLagAsync(TimeSpan.Zero);
        One.Change(($"{Section}:MaxLag", "00:00:03"), ($"{Section}:WhenLagging", "Bypass"));

        await Eventually.That("nobody has reported for too long", () => Watch.Lagging.Any());
        Assert.Equal(CacheOutcome.Bypass, (await GetAsync(One)).Outcome);
    }

    [Fact]
    public async Task A_report_that_is_none_counts_as_silence()
    {
        await Redis.ExecuteAsync("SET", (string)LagReport.Key!, "all is well");
        One.Change(($"{Section}:MaxLag", "00:00:03"));
        await GetAsync(One);

        await Eventually.That("it counts as silence", () => Watch.Lagging.Any());
    }

    [Fact]
    public async Task A_setting_that_changes_while_lagging_holds_afterwards()
    {
        await StoreAsync("cached");
        await LagAsync(LagResponse.Bypass);
        One.Change(($"{Section}:MaxLag", null));

        await Eventually.That("it lags no more", () => !Watch.Lagging.Any());
        Assert.True((await GetAsync(One)).IsHit);
    }

    private async Task LagAsync(LagResponse response, string ttl = "00:00:05")
    {
        await Worker.ReportLagAsync(Behind);
        One.Change(($"{Section}:MaxLag", "00:05:00"), ($"{Section}:WhenLagging", $"{response}"), ($"{Section}:LaggingTtl", ttl));
        await Eventually.That("the keyspace lags", () => Watch.Lagging.SequenceEqual(["thing"]));
    }

    private async Task<HealthReportEntry> HealthAsync()
        => (await One.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries["CacheLayer"];

    private static (string? Value, CacheOutcome Outcome) Seen(CacheRead<string> read) => (read.Value, read.Outcome);
}
