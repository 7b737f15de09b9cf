using System.Diagnostics.Metrics;
using CacheLayer.Invalidator.Events;

namespace CacheLayer.Invalidator.Telemetry;

/// <summary>Counts what the worker did. How long invalidations take is the library's <c>cache.invalidation_latency_ms</c>.</summary>
internal sealed class InvalidatorMetrics
{
    public const string MeterName = "CacheLayer.Invalidator";

    private readonly Counter<long> _invalidated;
    private readonly Counter<long> _putAside;
    private readonly Counter<long> _repeated;

    public InvalidatorMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _invalidated = meter.CreateCounter<long>("invalidator.events", "{event}", "Events carried out, by type.");
        _putAside = meter.CreateCounter<long>("invalidator.dead_letters", "{entry}", "Stream entries put aside, by outcome: rejected, or failed.");
        _repeated = meter.CreateCounter<long>("invalidator.events_repeated", "{event}", "Events carried out again after another node became the primary.");
    }

    // Only types that the map knows get here, so the tag has four values.
    public void Invalidated(PlannedInvalidation planned) => _invalidated.Add(1, new KeyValuePair<string, object?>("event_type", planned.EventType));

    public void PutAside(string outcome) => _putAside.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    public void Repeated(int events) => _repeated.Add(events);
}
