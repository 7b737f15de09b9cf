using System.Diagnostics;
using CacheLayer.Catalogue;
using CacheLayer.Tests.Events;
using CacheLayer.Tests.Invalidator;
using CacheLayer.Tests.OriginMock;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;

namespace CacheLayer.Tests.Telemetry;

/// <summary>The traces of origin and invalidator, with a stream and a cache between them.</summary>
[Trait("Tier", "redis")]
public sealed class ChangeTraceTests(RedisSingleFixture cache, EventNodeFixture events)
    : IClassFixture<RedisSingleFixture>, IClassFixture<EventNodeFixture>
{
    private readonly ExportedSpans _ofOrigin = new();
    private readonly ExportedSpans _ofWorker = new();

    [Fact]
    public async Task A_price_change_is_one_trace_from_the_request_to_gone_on_every_node()
    {
        await using var origin = await OriginAsync();
        await using var worker = await WorkerAsync();
        var trace = ActivityTraceId.CreateRandom();

        await ChangePriceAsync(origin, "B000000001", trace);

        await Eventually.That("all spans have ended", () => HasEnded(_ofOrigin, ActivityKind.Server) && HasEnded(_ofOrigin, ActivityKind.Producer)
            && HasEnded(_ofWorker, ActivityKind.Consumer) && HasEnded(_ofWorker, ActivityKind.Client));
        var request = Assert.Single(Of(_ofOrigin, trace), span => span.Kind is ActivityKind.Server);
        var send = Assert.Single(Of(_ofOrigin, trace), span => span.Kind is ActivityKind.Producer);
        var process = Assert.Single(Of(_ofWorker, trace), span => span.Kind is ActivityKind.Consumer);
        var invalidate = Assert.Single(Of(_ofWorker, trace), span => span.Kind is ActivityKind.Client);
        Assert.Equal((request.SpanId, send.SpanId, process.SpanId), (send.ParentSpanId, process.ParentSpanId, invalidate.ParentSpanId));
        Assert.Equal(["removed from the primary", "gone on every node"], process.Events.Select(entry => entry.Name));
        Assert.Equal(("send changes", "process changes", "cache invalidate"), (send.DisplayName, process.DisplayName, invalidate.DisplayName));
        Assert.Equal(("redis", "changes", "send"), (send.GetTagItem("messaging.system"), send.GetTagItem("messaging.destination.name"), send.GetTagItem("messaging.operation.type")));
        Assert.Equal(("redis", "changes", "process"), (process.GetTagItem("messaging.system"), process.GetTagItem("messaging.destination.name"), process.GetTagItem("messaging.operation.type")));
        Assert.Equal(ChangeStream.Group, process.GetTagItem("messaging.consumer.group.name"));
        Assert.Equal(send.GetTagItem("messaging.message.id"), process.GetTagItem("messaging.message.id"));
        Assert.DoesNotContain([.. Of(_ofOrigin, trace), .. Of(_ofWorker, trace)], span => string.Join(' ', span.TagObjects).Contains("B000000001", StringComparison.Ordinal));

        bool HasEnded(ExportedSpans spans, ActivityKind kind) => Of(spans, trace).Any(span => span.Kind == kind);
    }

    [Fact]
    public async Task Changes_that_are_carried_out_together_have_a_trace_each()
    {
        await using var origin = await OriginAsync("Origin:Events:InvalidationTimeout=00:00:00");
        ActivityTraceId[] traces = [.. Enumerable.Range(0, 5).Select(_ => ActivityTraceId.CreateRandom())];
        foreach (var trace in traces)
        {
            await ChangePriceAsync(origin, "B000000002", trace);
        }

        // It starts with all of them on the stream.
        await using var worker = await WorkerAsync();

        await Eventually.That("each was processed", () => traces.All(trace => Of(_ofWorker, trace).Any(span => span.Kind is ActivityKind.Consumer)));
    }

    [Fact]
    public async Task A_stream_entry_may_carry_its_trace_in_fields()
    {
        await using var worker = await WorkerAsync();
        var trace = ActivityTraceId.CreateRandom();

        await events.Node.ExecuteAsync(
            "XADD", ChangeStream.Name, "*", "traceparent", Parent(trace), ChangeStream.BodyField, """{"event_type":"product_updated","asin":"B000000003"}""");

        await Eventually.That("it was processed", () => Of(_ofWorker, trace).Any(span => span.Kind is ActivityKind.Consumer));
    }

    [Fact]
    public async Task Waiting_and_probing_make_no_traces()
    {
        var trace = ActivityTraceId.CreateRandom();
        await using (var origin = await OriginAsync())
        await using (await WorkerAsync())
        {
            // By then the worker has waited for entries and the origin for their acknowledgement. What is late is exported at the stop.
            await ChangePriceAsync(origin, "B000000004", trace);
        }

        Activity[] all = [.. _ofOrigin.All, .. _ofWorker.All];
        Assert.Contains(all, span => span.TraceId == trace);
        Assert.DoesNotContain(all, span => span.Kind is ActivityKind.Client && span.ParentSpanId == default);
        Assert.DoesNotContain(all, span => span.Source.Name.Contains("Redis", StringComparison.Ordinal));
    }

    private async Task<OriginUnderTest> OriginAsync(params string[] settings)
        => await OriginUnderTest.StartAsync(events.ConnectionString, _ofOrigin.AddTo, [.. ExportedSpans.Settings, .. settings]);

    private Task<InvalidatorUnderTest> WorkerAsync()
        => InvalidatorUnderTest.StartAsync(cache.Redis.ConnectionString, events.ConnectionString, _ofWorker.AddTo, ExportedSpans.Settings);

    private static async Task ChangePriceAsync(OriginUnderTest origin, string asin, ActivityTraceId trace)
    {
        // Without the spans of the client's own, whose trace would take the place of this one.
        using var http = new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null });
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri(origin.Http.BaseAddress!, $"/products/{asin}/price"))
        {
            Content = new StringContent("""{"price":12.34}""", null, "application/json"),
            Headers = { { "traceparent", Parent(trace) }, { "X-Admin-Key", OriginUnderTest.AdminKey } },
        };
        using var response = await http.SendAsync(request);
        response.EnsureSuccessStatusCode();
    }

    private static Activity[] Of(ExportedSpans spans, ActivityTraceId trace) => [.. spans.All.Where(span => span.TraceId == trace)];

    private static string Parent(ActivityTraceId trace) => $"00-{trace}-{ActivitySpanId.CreateRandom()}-01";
}
