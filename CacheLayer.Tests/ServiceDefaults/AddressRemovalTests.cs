using System.Collections.Concurrent;
using System.Diagnostics;
using CacheLayer.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace CacheLayer.Tests.ServiceDefaults;

[Trait("Tier", "unit")]
public sealed class AddressRemovalTests
{
    [Fact]
    public async Task Spans_of_requests_and_calls_do_not_say_whom_they_are_about()
    {
        var spans = new Spans();
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection([new("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1"), new("Telemetry:ShutdownTimeout", "00:00:00")]);
        builder.AddServiceDefaults();
        builder.Services.ConfigureOpenTelemetryTracerProvider((_, tracing) => tracing.AddProcessor(spans));
        await using var app = builder.Build();
        app.MapGet("/customers/{customer}", () => "welcome");
        await app.StartAsync();
        using var http = app.Services.GetRequiredService<IHttpClientFactory>().CreateClient();

        // A call that begins a trace is not recorded.
        using (new Activity("the test") { ActivityTraceFlags = ActivityTraceFlags.Recorded }.Start())
        {
            await http.GetStringAsync($"{app.Urls.Single()}/customers/anna?basket=anna");
        }

        // Those of tests beside this one are heard as well.
        var port = new Uri(app.Urls.Single()).Port;
        await Eventually.That("the request has ended", () => spans.Ended.Any(span => span.GetTagItem("http.route") is "/customers/{customer}"));
        await Eventually.That("the call has ended", () => spans.Ended.Any(span => span.Kind is ActivityKind.Client && span.GetTagItem("server.port") is int to && to == port));
        Assert.All(spans.Ended, span => Assert.DoesNotContain("anna", $"{span.DisplayName} {string.Join(' ', span.TagObjects)}", StringComparison.Ordinal));
        await app.StopAsync();
    }

    private sealed class Spans : BaseProcessor<Activity>
    {
        public ConcurrentQueue<Activity> Ended { get; } = new();

        public override void OnEnd(Activity data) => Ended.Enqueue(data);
    }
}
