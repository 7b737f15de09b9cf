using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace CacheLayer.Tests.ServiceDefaults;

[Trait("Tier", "unit")]
public sealed class TelemetryShutdownTests
{
    [Fact]
    public async Task A_service_that_has_stopped_has_nothing_left_to_send()
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(
        [
            // Nobody listens, and the exporter tries for ten seconds.
            new("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1"),
            new("OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY", "in_memory"),
            new("Telemetry:ShutdownTimeout", "00:00:00.1"),
        ]);
        builder.AddServiceDefaults();
        await using var app = builder.Build();
        await app.StartAsync();
        await app.StopAsync();

        // What is shut down already says no.
        Assert.False(app.Services.GetRequiredService<TracerProvider>().Shutdown(0));
        Assert.False(app.Services.GetRequiredService<MeterProvider>().Shutdown(0));
        Assert.False(app.Services.GetRequiredService<LoggerProvider>().Shutdown(0));
    }
}
