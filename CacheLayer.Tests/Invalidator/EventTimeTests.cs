using System.Diagnostics.Metrics;
using System.Text.Json;
using CacheLayer.Invalidator.Events;
using CacheLayer.Invalidator.Telemetry;
using CacheLayer.Tests.Events;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;

namespace CacheLayer.Tests.Invalidator;

/// <summary>When events say that they happened. Alone, because the time zone is the process' own.</summary>
[Trait("Tier", "redis")]
[Collection(RedisFaultTests.Name)]
public sealed class EventTimeTests(RedisSingleFixture cache, EventNodeFixture events) : IClassFixture<RedisSingleFixture>, IClassFixture<EventNodeFixture>
{
    [Theory]
    [InlineData("2026-01-02T03:04:05", "2026-01-02T03:04:05Z")]
    [InlineData("2026-01-02T03:04:05.123", "2026-01-02T03:04:05.123Z")]
    [InlineData("2026-01-02", "2026-01-02T00:00:00Z")]
    [InlineData("2026-01-02T03:04:05Z", "2026-01-02T03:04:05Z")]
    [InlineData("2026-01-02T03:04:05+09:00", "2026-01-01T18:04:05Z")]
    [InlineData("yesterday", null)]
    public void A_time_without_a_zone_is_utc_wherever_the_worker_runs(string text, string? expected)
    {
        var before = Environment.GetEnvironmentVariable("TZ");
        try
        {
            Environment.SetEnvironmentVariable("TZ", "Asia/Tokyo");
            TimeZoneInfo.ClearCachedData();
            Assert.Equal(TimeSpan.FromHours(9), TimeZoneInfo.Local.BaseUtcOffset);

            using var json = JsonDocument.Parse($$"""{"occurred_at":"{{text}}"}""");
            Assert.Equal(expected is null ? null : DateTimeOffset.Parse(expected, null), EventFields.OccurredAt(json.RootElement));
        }
        finally
        {
            Environment.SetEnvironmentVariable("TZ", before);
            TimeZoneInfo.ClearCachedData();
        }
    }

    [Fact]
    public async Task Times_in_the_future_are_counted_apart_and_are_no_latency()
    {
        await using var invalidator = await InvalidatorUnderTest.StartAsync(cache.Redis.ConnectionString, events.ConnectionString);
        var meters = invalidator.Services.GetRequiredService<IMeterFactory>();
        using var future = new MetricCollector<long>(meters, InvalidatorMetrics.MeterName, "invalidator.future_events");
        using var latencies = new MetricCollector<double>(meters, CacheTelemetry.MeterName, SloTable.InvalidationLatency.Name);
        foreach (var time in (string[])["2999-01-01T00:00:00Z", $"{TimeProvider.System.GetUtcNow().AddSeconds(-5):O}"])
        {
            await events.AppendAsync($$"""{"event_type":"product_updated","asin":"B000000001","occurred_at":"{{time}}"}""");
        }

        await Eventually.That("all are carried out", () => future.GetMeasurementSnapshot().Count is 1 && latencies.GetMeasurementSnapshot().Count is 1);
        Assert.InRange(latencies.GetMeasurementSnapshot()[0].Value, 5_000, 3_600_000);
    }
}
