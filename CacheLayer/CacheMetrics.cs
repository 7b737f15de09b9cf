using System.Diagnostics.Metrics;
using System.Text.Json;
using CacheLayer.Invalidations;
using CacheLayer.Keyspaces;
using CacheLayer.L1;
using CacheLayer.Metrics;
using CacheLayer.Redis.Routing;
using CacheLayer.Redis.Topology;

namespace CacheLayer;

/// <summary>The instruments of <see cref="SloTable"/>.</summary>
public sealed class CacheMetrics
{
    // Fine where hits are, to distinguish 0.2 ms from 0.4 ms; coarse where only "far too slow" matters.
    internal static readonly double[] ReadBoundaries =
        [0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6, 0.75, 1, 1.5, 2, 3, 4, 5, 7.5, 10, 25, 50, 100, 250, 500, 1000];

    private static readonly double[] InvalidationBoundaries =
        [0.5, 1, 1.5, 2, 3, 4, 5, 7.5, 10, 15, 20, 30, 50, 75, 100, 150, 200, 300, 500, 750, 1000, 2500, 5000, 10_000, 30_000];

    private readonly Histogram<double> _get;
    private readonly Histogram<double> _pipeline;
    private readonly Histogram<double> _invalidation;
    private readonly CounterSampler _sampler;
    private readonly KeyRouter _router;
    private readonly LagWatch _lag;

    internal CacheMetrics(Meter meter, CounterSampler sampler, KeyRouter router, KeyspacePolicies policies, LagWatch lag, L1Cache l1)
    {
        _lag = lag;
        _sampler = sampler;
        _router = router;
        _get = Histogram(meter, SloTable.GetLatency, ReadBoundaries);
        _pipeline = Histogram(meter, SloTable.PipelineLatency, ReadBoundaries);
        _invalidation = Histogram(meter, SloTable.InvalidationLatency, InvalidationBoundaries);
        foreach (var slo in SloTable.All.Where(slo => slo.Keyspace is not null))
        {
            Gauge(meter, slo, () => HitRate(slo.Keyspace!));
        }

        meter.CreateObservableCounter("cache.reads", () => policies.All.SelectMany(Reads), "{read}", "Reads by keyspace and outcome");
        meter.CreateObservableCounter("cache.faults", () => policies.All.SelectMany(Faults), "{fault}", "What went wrong with entries, ids and fetches, by keyspace and kind");
        meter.CreateObservableGauge("cache.abandoned_fetches", () => policies.All.Select(AbandonedFetches), "{fetch}", "Fetches that took too long, ignore their cancellation and still run, by keyspace");
        meter.CreateObservableCounter("cache.timeouts", () => router.Timeouts, "{call}", "Calls that got no answer from a node in their time");
        meter.CreateObservableGauge("cache.invalidation_lag_ms", InvalidationLag, "ms", "How far invalidations may be behind, as this process knows");
        meter.CreateObservableGauge("cache.lagging", () => policies.All.Select(Lagging), "{keyspace}", "1 while the keyspace serves less because invalidations are behind");
        meter.CreateObservableGauge("cache.l1_armed", () => l1.IsArmed ? 1 : 0, "1", "Whether the in-process cache is tracking changes and serving");
        var delay = meter.CreateHistogram<double>(
            "cache.l1_invalidation_delay_ms", "ms", "How long a change is under way from the node to the in-process cache at most",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = InvalidationBoundaries });
        l1.PingAnswered += milliseconds => delay.Record(milliseconds);
        meter.CreateObservableGauge("cache.l1_entries", () => l1.All.GroupBy(store => store.Policy, L1Entries), "{entry}", "Values in the memory of this process");
        meter.CreateObservableCounter("cache.l1_cleared", () => Enum.GetValues<L1ClearReason>().Select(why => L1ClearReason(l1, why)), "{event}", "How often the in-process cache was emptied, by reason");
        Gauge(meter, SloTable.MemoryUtilization, MemoryUtilization);
        Gauge(meter, SloTable.EvictionsPerSecond, EvictionsPerSecond);
        Gauge(meter, SloTable.ConnectionPoolUsage, ConnectionPoolUsage);
    }

    /// <summary>Records how long a change took to be invalidated everywhere.</summary>
    /// <param name="latency">From the change at the origin to the return of <see cref="CacheInvalidator.InvalidateAsync"/>.</param>
    public void RecordInvalidation(TimeSpan latency) => _invalidation.Record(latency.TotalMilliseconds);

    internal void RecordGet(KeyspacePolicy keyspace, ReadOutcome outcome, TimeSpan latency)
    {
        if (_get.Enabled)
        {
            _get.Record(latency.TotalMilliseconds, keyspace.Tag, outcome.Tag);
        }
    }

    internal void RecordPipeline(KeyspacePolicy? keyspace, ReadOutcome outcome, TimeSpan latency)
    {
        if (_pipeline.Enabled)
        {
            _pipeline.Record(latency.TotalMilliseconds, keyspace?.Tag ?? KeyspacePolicy.MixedTag, outcome.Tag);
        }
    }

    private static Histogram<double> Histogram(Meter meter, Slo slo, double[] boundaries)
        => meter.CreateHistogram(slo.Name, slo.Unit, slo.Description, advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = boundaries });

    private static void Gauge(Meter meter, Slo slo, Func<IEnumerable<Measurement<double>>> observe)
        => meter.CreateObservableGauge(slo.Name, observe, slo.Unit, slo.Description);

    private IEnumerable<Measurement<double>> HitRate(string keyspace)
    {
        if (_sampler.HitRate(keyspace) is { } rate)
        {
            yield return new(rate);
        }
    }

    private static IEnumerable<Measurement<long>> Reads(KeyspacePolicy policy)
    {
        var counts = policy.Counters.Snapshot(policy.Name);
        yield return Count(counts.Hits - counts.NegativeHits - counts.L1Hits, "hit");
        yield return Count(counts.L1Hits, "l1_hit");
        yield return Count(counts.NegativeHits, "negative_hit");
        yield return Count(counts.Misses - counts.Stale, "miss");
        yield return Count(counts.Stale, "stale");
        yield return Count(counts.Bypassed, "bypass");

        Measurement<long> Count(long count, string outcome) => new(count, policy.Tag, new("outcome", outcome));
    }

    private static IEnumerable<Measurement<long>> Faults(KeyspacePolicy policy)
    {
        var counts = policy.Counters.Snapshot(policy.Name);
        yield return Count(counts.Errors, "redis");
        yield return Count(counts.Undecodable, "undecodable");
        yield return Count(counts.TooLarge, "too_large");
        yield return Count(counts.RefusedIds, "refused_id");
        yield return Count(counts.RefusedFills, "refused_fill");
        yield return Count(counts.RefusedFetches, "refused_fetch");
        yield return Count(counts.FailedFetches, "failed_fetch");
        yield return Count(counts.AbandonedFetches, "abandoned_fetch");
        yield return Count(counts.UnaskedValues, "unasked_value");

        Measurement<long> Count(long count, string kind) => new(count, policy.Tag, new("kind", kind));
    }

    private IEnumerable<Measurement<double>> InvalidationLag()
    {
        if (_lag.Lag is { } lag)
        {
            yield return new(lag.TotalMilliseconds);
        }
    }

    private static Measurement<int> AbandonedFetches(KeyspacePolicy policy) => new(policy.Fetches.AbandonedCount, policy.Tag);

    private static Measurement<int> Lagging(KeyspacePolicy policy) => new(policy.IsLagging ? 1 : 0, policy.Tag);

    private static Measurement<long> L1Entries(KeyspacePolicy policy, IEnumerable<L1Store> views) => new(views.Sum(view => (long)view.Count), policy.Tag);

    private static Measurement<long> L1ClearReason(L1Cache l1, L1ClearReason why) => new(l1.Emptied(why), new KeyValuePair<string, object?>("reason", JsonNamingPolicy.SnakeCaseLower.ConvertName(why.ToString())));

    private IEnumerable<Measurement<double>> MemoryUtilization()
        => from node in _router.Nodes
           where node.IsConnected && node.MaxMemory > 0
           select new Measurement<double>(100.0 * node.UsedMemory / node.MaxMemory, NodeTag(node));

    private IEnumerable<Measurement<double>> EvictionsPerSecond()
        => from node in _router.Nodes
           let rate = _sampler.EvictionsPerSecond(node.Name)
           where node.IsConnected && rate is not null
           select new Measurement<double>(rate.Value, NodeTag(node));

    private IEnumerable<Measurement<double>> ConnectionPoolUsage() => [new(100 * _router.PoolUsage)];

    private static KeyValuePair<string, object?> NodeTag(NodeStatus node) => new("node", node.Name);
}
