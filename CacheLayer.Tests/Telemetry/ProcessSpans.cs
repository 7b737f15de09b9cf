using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;

namespace CacheLayer.Tests.Telemetry;

/// <summary>Records the spans of one trace in which an invalidator of this process carries out changes.</summary>
internal sealed class ProcessSpans : IDisposable
{
    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly ActivityListener _listener;

    public ProcessSpans()
    {
        _listener = new()
        {
            ShouldListenTo = source => source.Name is "CacheLayer.Invalidator",
            Sample = (ref ActivityCreationOptions<ActivityContext> options)
                => options.Parent.TraceId == Trace ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None,
            ActivityStopped = span =>
            {
                if (span.TraceId == Trace)
                {
                    _ended.Enqueue(span);
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public ActivityTraceId Trace { get; } = ActivityTraceId.CreateRandom();

    /// <summary>The context of the span that published a change.</summary>
    public string Parent => field ??= $"00-{Trace}-{ActivitySpanId.CreateRandom()}-01";

    /// <summary>The same as the attributes of an SNS notification.</summary>
    public JsonObject Attributes => new() { ["traceparent"] = new JsonObject { ["Type"] = "String", ["Value"] = Parent } };

    /// <summary>Waits for the span of the change: it began with the publisher's as its parent, and ended when no node had the value.</summary>
    public async Task EndedAsync(string system)
    {
        await Support.Eventually.That("the span has ended", () => !_ended.IsEmpty);
        var span = Assert.Single(_ended);
        Assert.Equal((Parent.Split('-')[2], ActivityKind.Consumer, system), ($"{span.ParentSpanId}", span.Kind, span.GetTagItem("messaging.system")));
        Assert.Equal(["removed from the primary", "gone on every node"], span.Events.Select(entry => entry.Name));
    }

    public void Dispose() => _listener.Dispose();
}
