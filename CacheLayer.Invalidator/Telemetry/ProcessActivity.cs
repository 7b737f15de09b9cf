using System.Diagnostics;
using CacheLayer.Invalidator.Sources;

namespace CacheLayer.Invalidator.Telemetry;

/// <summary>
/// The span of a record from its receipt until no node has what it names, by OpenTelemetry's conventions for messaging. Each record has its own,
/// also in a batch: so the trace of a change goes on to its end, whatever it was carried out together with.
/// </summary>
internal static class ProcessActivity
{
    private static readonly ActivitySource Source = new("CacheLayer.Invalidator");

    /// <summary>Starts the span as a child of the one that published the record; null when nothing listens.</summary>
    /// <param name="record">The record.</param>
    /// <param name="traces">The spans that published the events in its body.</param>
    /// <param name="isAlone">Whether nothing is carried out together with it: then what is done meanwhile belongs to its span.</param>
    public static Activity? Start(ChangeRecord record, IReadOnlyList<ActivityContext> traces, bool isAlone)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        var before = Activity.Current;
        var parent = record.Trace != default ? record.Trace : traces.FirstOrDefault();
        var channel = record.Channel;
        var activity = Source.StartActivity(
            channel?.Destination is { } destination ? $"process {destination}" : "process",
            ActivityKind.Consumer,
            parent,
            [
                new("messaging.system", channel?.System),
                new("messaging.destination.name", channel?.Destination),
                new("messaging.consumer.group.name", channel?.ConsumerGroup),
                new("messaging.operation.name", "process"),
                new("messaging.operation.type", "process"),
                new("messaging.message.id", record.Id),
            ],
            traces.Where(trace => trace != parent && trace != default).Distinct().Select(trace => new ActivityLink(trace)));
        if (!isAlone)
        {
            Activity.Current = before;
        }

        return activity;
    }

    /// <summary>Notes when the primary had removed what the record names, and when every replica had.</summary>
    public static void Note(Activity? activity, InvalidationResult result, DateTimeOffset now)
    {
        activity?.AddEvent(new("removed from the primary", now - (result.ConfirmedAfter - result.DeletedAfter)));
        activity?.AddEvent(new("gone on every node", now));
    }
}
