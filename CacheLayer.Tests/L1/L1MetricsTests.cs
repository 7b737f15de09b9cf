using System.Diagnostics.Metrics;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;

namespace CacheLayer.Tests.L1;

[Trait("Tier", "redis")]
public sealed class L1MetricsTests(RedisSingleFixture fixture) : L1Test(fixture), IClassFixture<RedisSingleFixture>
{
    [Fact]
    public async Task What_is_in_memory_and_whether_it_is_relied_on_can_be_seen()
    {
        var meters = One.Services.GetRequiredService<IMeterFactory>();
        using var armed = new MetricCollector<int>(meters, CacheTelemetry.MeterName, "cache.l1_armed");
        using var entries = new MetricCollector<long>(meters, CacheTelemetry.MeterName, "cache.l1_entries");
        using var emptied = new MetricCollector<long>(meters, CacheTelemetry.MeterName, "cache.l1_cleared");
        using var reads = new MetricCollector<long>(meters, CacheTelemetry.MeterName, "cache.reads");
        using var told = new MetricCollector<double>(meters, CacheTelemetry.MeterName, "cache.l1_invalidation_delay_ms");
        await StoreAsync("one");
        await ServedAsync(One, "one");
        await Eventually.That("pings are timed", () => told.LastMeasurement is { Value: >= 0 });

        Assert.Equal(1, Last(armed));
        Assert.Equal(1, Last(entries, ("keyspace", "thing")));
        Assert.Equal(Counts.L1Hits, Last(reads, ("keyspace", "thing"), ("outcome", "l1_hit")));
        Assert.Equal(Counts.Hits - Counts.L1Hits, Last(reads, ("keyspace", "thing"), ("outcome", "hit")));

        await Redis.EverywhereAsync("FLUSHALL");
        await Eventually.That("the flush is counted", () => Last(emptied, ("reason", "flushed")) is 1);
        Assert.Equal(0, Last(emptied, ("reason", "node_unreadable")));
        Assert.Equal(0, Last(entries, ("keyspace", "thing")));
    }

    private static T Last<T>(MetricCollector<T> collector, params (string Key, object? Value)[] tags)
        where T : struct
    {
        collector.RecordObservableInstruments();
        return collector.GetMeasurementSnapshot().Last(m => Array.TrueForAll(tags, tag => Equals(m.Tags[tag.Key], tag.Value))).Value;
    }
}
