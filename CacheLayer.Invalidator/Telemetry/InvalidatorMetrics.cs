using System.Diagnostics.Metrics;
using CacheLayer.Invalidator.Events;
using CacheLayer.Invalidator.Lag;

namespace CacheLayer.Invalidator.Telemetry;

/// <summary>Counts what the worker did, and how long each hop of an event took. The whole way is the library's <c>cache.invalidation_latency_ms</c>.</summary>
internal sealed class InvalidatorMetrics
{
    public const string MeterName = "CacheLayer.Invalidator";

    private static readonly double[] HopBoundaries =
        [0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 5, 7.5, 10, 20, 50, 100, 250, 500, 1000, 5000, 30_000];

    private readonly Counter<long> _invalidated;
    private readonly Counter<long> _deadLettered;
    private readonly Counter<long> _repeated;
    private readonly Counter<long> _kept;
    private readonly Counter<long> _trimmed;
    private readonly Counter<long> _future;
    private readonly Histogram<double> _hops;
    private Backlog? _backlog;
    private readonly Counter<long> _posted;

    public InvalidatorMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _invalidated = meter.CreateCounter<long>("invalidator.events", "{event}", "Events carried out, by type.");
        _deadLettered = meter.CreateCounter<long>("invalidator.dead_letters", "{record}", "Records put aside, by outcome: rejected, or failed.");
        _repeated = meter.CreateCounter<long>("invalidator.events_repeated", "{event}", "Events carried out again after another node became the primary.");
        _kept = meter.CreateCounter<long>("invalidator.kept", "{entry}", "Cache entries that stayed, because their version was not below that of the event.");
        _trimmed = meter.CreateCounter<long>("invalidator.trimmed", "{event}", "Events that were trimmed from the stream before they were carried out.");
        _future = meter.CreateCounter<long>("invalidator.future_events", "{event}", "Events whose time is in the future; they are carried out, and give no latency.");
        _hops = meter.CreateHistogram(
            "invalidator.hop_ms", "ms", "How long each hop of an event took: published, received, deleted, replicated.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = HopBoundaries });
        meter.CreateObservableGauge("invalidator.queue_depth", () => Observe(backlog => backlog.Depth), "{event}", "Events that were published and not acknowledged, of all workers.");
        meter.CreateObservableGauge("invalidator.oldest_age_ms", () => Observe(backlog => backlog.OldestAge.TotalMilliseconds), "ms", "How long ago the oldest event was published that is not acknowledged.");
        _posted = meter.CreateCounter<long>("invalidator.sns_posts", "{request}", "Requests of POST /sns, by status.");
    }

    /// <summary>What waits, or null when that is not known.</summary>
    public Backlog? Backlog
    {
        set => Volatile.Write(ref _backlog, value);
    }

    // Only types that the map knows get here, so the tag has few values.
    public void Invalidated(PlannedInvalidation planned) => _invalidated.Add(1, new KeyValuePair<string, object?>("event_type", planned.EventType));

    public void DeadLettered(string outcome) => _deadLettered.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    public void Trimmed(int events) => _trimmed.Add(events);

    public void FromTheFuture() => _future.Add(1);

    public void Kept(int entries) => _kept.Add(entries);

    public void Repeated(int events) => _repeated.Add(events);

    public void Posted(int status) => _posted.Add(1, new KeyValuePair<string, object?>("http.response.status_code", status));

    public void Passed(Hop hop, TimeSpan took) => _hops.Record(took.TotalMilliseconds, hop.Tag);

    /// <summary>Records a hop both ends of which are known. Their clocks may differ: one that is behind makes it zero.</summary>
    public void Passed(Hop hop, DateTimeOffset? from, DateTimeOffset? to)
    {
        if (to - from is { } took)
        {
            Passed(hop, took > TimeSpan.Zero ? took : TimeSpan.Zero);
        }
    }

    private IEnumerable<Measurement<T>> Observe<T>(Func<Backlog, T> value)
        where T : struct
        => Volatile.Read(ref _backlog) is { } backlog ? [new(value(backlog))] : [];
}
