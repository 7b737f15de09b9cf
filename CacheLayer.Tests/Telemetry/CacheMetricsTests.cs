using System.Diagnostics.Metrics;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;

namespace CacheLayer.Tests.Telemetry;

[Trait("Tier", "faults")]
public sealed class CacheMetricsTests(RedisSingleFixture fixture) : IClassFixture<RedisSingleFixture>
{
    private readonly Keyspace<string> _products = Keyspace.Create<string>("product", $"m{Guid.NewGuid():N}");

    [Fact]
    public void The_table_names_nine_metrics_with_their_targets_and_alarms()
        => Assert.Equal(
            [
                ("cache.get_latency_ms", 2, 5),
                ("cache.pipeline_latency_ms", 5, 10),
                ("cache.hit_rate_product", 70, 50),
                ("cache.hit_rate_reco", 50, 30),
                ("cache.hit_rate_promo", 80, 60),
                ("cache.memory_utilization", 70, 85),
                ("cache.evictions_per_sec", 10, 50),
                ("cache.connection_pool_usage", 80, 90),
                ("cache.invalidation_latency_ms", 100, 500),
            ],
            SloTable.All.Select(slo => (slo.Name, slo.Target, slo.Alarm)));

    [Fact]
    public void An_alarm_is_worse_than_a_target()
        => Assert.All(SloTable.All, slo => Assert.True(slo.Bound is SloBound.Below ? slo.Alarm > slo.Target : slo.Alarm < slo.Target));

    [Fact]
    public async Task Every_metric_of_the_table_is_emitted_with_its_unit_and_no_key_in_a_tag()
    {
        await fixture.Redis.Nodes[0].ExecuteAsync("CONFIG", "SET", "maxmemory", "100mb");
        await using var cache = await CacheProcess.StartAsync(fixture.Redis.ConnectionString);
        var meters = cache.Services.GetRequiredService<IMeterFactory>();
        var collectors = SloTable.All.ToDictionary(slo => slo.Name, slo => new MetricCollector<double>(meters, CacheTelemetry.MeterName, slo.Name));
        foreach (var keyspace in new[] { _products, Keyspace.Create<string>("reco", "r"), Keyspace.Create<string>("promo", "m") })
        {
            await cache.Client.GetAsync(keyspace, "secret");
        }

        await cache.Client.GetManyAsync(_products, ["secret", "other"]);
        cache.Services.GetRequiredService<CacheMetrics>().RecordInvalidation(TimeSpan.FromMilliseconds(7));

        await Eventually.That("every metric is emitted", () =>
        {
            foreach (var collector in collectors.Values)
            {
                collector.RecordObservableInstruments();
            }

            return collectors.Values.All(collector => collector.GetMeasurementSnapshot().Count > 0);
        });

        foreach (var slo in SloTable.All)
        {
            var collector = collectors[slo.Name];
            Assert.Equal(slo.Unit, collector.Instrument!.Unit);
            Assert.All(collector.GetMeasurementSnapshot(), m => Assert.All(m.Tags, tag => Assert.DoesNotContain("secret", $"{tag.Value}")));
            collector.Dispose();
        }
    }

    [Fact]
    public async Task The_hit_rate_is_that_of_the_reads()
    {
        await using var cache = await CacheProcess.StartAsync(fixture.Redis.ConnectionString);
        using var rate = new MetricCollector<double>(cache.Services.GetRequiredService<IMeterFactory>(), CacheTelemetry.MeterName, "cache.hit_rate_product");
        await cache.Client.SetAsync(_products, "a", "one");
        await cache.Client.GetManyAsync(_products, ["a", "a", "a", "b"]);

        await Eventually.That("three in four are hits", () =>
        {
            rate.RecordObservableInstruments();
            return rate.LastMeasurement?.Value is 75;
        });
    }

    [Fact]
    public async Task A_node_that_is_away_tells_nothing()
    {
        await using var redis = await RedisReplicaSet.StartSingleAsync();
        await using var cache = await CacheProcess.StartAsync(redis.ConnectionString);
        var meters = cache.Services.GetRequiredService<IMeterFactory>();
        using var memory = new MetricCollector<double>(meters, CacheTelemetry.MeterName, SloTable.MemoryUtilization.Name);
        using var evictions = new MetricCollector<double>(meters, CacheTelemetry.MeterName, SloTable.EvictionsPerSecond.Name);
        await Eventually.That("it tells both", () => Tells(memory) && Tells(evictions));

        redis.Nodes[0].Process.Kill();
        await Eventually.That("it tells neither", () => !Tells(memory) && !Tells(evictions));

        static bool Tells(MetricCollector<double> collector)
        {
            collector.Clear();
            collector.RecordObservableInstruments();
            return collector.GetMeasurementSnapshot().Count > 0;
        }
    }

    [Fact]
    public void Latencies_of_a_fifth_and_of_two_fifths_of_a_millisecond_fall_into_different_buckets()
    {
        using var meters = new Meter("test");
        var boundaries = CacheMetrics.ReadBoundaries;

        Assert.True(Array.FindIndex(boundaries, b => b >= 0.2) + 1 < Array.FindIndex(boundaries, b => b >= 0.4));
        Assert.Contains(2, boundaries);
        Assert.Contains(5, boundaries);
        Assert.Contains(10, boundaries);
    }
}
