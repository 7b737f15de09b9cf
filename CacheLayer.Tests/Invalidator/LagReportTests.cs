using System.Diagnostics.Metrics;
using CacheLayer.Catalogue;
using CacheLayer.Invalidator.Telemetry;
using CacheLayer.Tests.Events;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;

namespace CacheLayer.Tests.Invalidator;

/// <summary>The worker tells how far it is behind; and when it does not, its readers notice.</summary>
[Trait("Tier", "faults")]
public sealed class LagReportTests(RedisSingleFixture cache, EventNodeFixture events) : IClassFixture<RedisSingleFixture>, IClassFixture<EventNodeFixture>
{
    [Fact]
    public async Task Readers_serve_from_the_cache_while_the_worker_keeps_up_and_not_while_the_event_node_is_away()
    {
        await using var reader = await CacheProcess.StartAsync(
            cache.Redis.ConnectionString, time: null, ("CacheLayer:Keyspaces:product:MaxLag", "00:00:03"), ("CacheLayer:Keyspaces:product:WhenLagging", "Bypass"));
        await reader.Client.GetAsync(CatalogueKeyspaces.Product, "B000000001");
        await Eventually.That("nobody reports, so it lags", () => reader.Lag.Lagging.Any());

        await using var worker = await InvalidatorUnderTest.StartAsync(cache.Redis.ConnectionString, events.ConnectionString);
        await Eventually.That("the worker reports, and keeps up", () => !reader.Lag.Lagging.Any());

        events.Node.Process.Kill();
        await Eventually.That("it cannot know of changes, so it lags", () => reader.Lag.Lagging.Any());
        await events.StartAsync();
        await Eventually.That("it has caught up", () => !reader.Lag.Lagging.Any());
    }

    [Fact]
    public async Task Every_hop_of_an_event_is_measured()
    {
        await using var worker = await InvalidatorUnderTest.StartAsync(cache.Redis.ConnectionString, events.ConnectionString);
        using var hops = new MetricCollector<double>(worker.Services.GetRequiredService<IMeterFactory>(), InvalidatorMetrics.MeterName, "invalidator.hop_ms");
        using var depth = new MetricCollector<long>(worker.Services.GetRequiredService<IMeterFactory>(), InvalidatorMetrics.MeterName, "invalidator.queue_depth");

        await events.AppendAsync("""{"event_type":"product_updated","asin":"B000000001","occurred_at":"2020-01-01T00:00:00Z"}""");

        await Eventually.That("each hop is", () => hops.GetMeasurementSnapshot().Count is 4);
        Assert.Equal(["deleted", "published", "received", "replicated"], hops.GetMeasurementSnapshot().Select(measured => (string?)measured.Tags["hop"]).Order());
        Assert.All(hops.GetMeasurementSnapshot(), measured => Assert.True(measured.Value >= 0));
        await Eventually.That("so is the depth", () =>
        {
            depth.RecordObservableInstruments();
            return depth.LastMeasurement?.Value is 0;
        });
    }
}
