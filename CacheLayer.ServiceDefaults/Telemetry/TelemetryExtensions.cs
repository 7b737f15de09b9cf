using CacheLayer.ServiceDefaults.Health;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace CacheLayer.ServiceDefaults.Telemetry;

internal static class TelemetryExtensions
{
    /// <summary>The services' own meters and sources: <c>CacheLayer.Invalidator</c> and so on. The library adds its own.</summary>
    private const string OwnNames = "CacheLayer*";

    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        // Without a receiver there is nothing to record for, and recording spans costs about as much as a cache hit.
        if (string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            return;
        }

        builder.Logging.AddOpenTelemetry(logging =>
        {
            logging.IncludeFormattedMessage = true;

            // That of a request holds its path, which names customers and products.
            logging.IncludeScopes = false;
        });

        builder.Services.AddOptions<TelemetryOptions>().BindConfiguration(TelemetryOptions.SectionName).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddHostedService<TelemetryShutdown>();
        builder.Services.AddOpenTelemetry()
            .WithMetrics(metrics => metrics
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation()
                .AddMeter(OwnNames, "Polly"))
            .WithTracing(tracing => tracing
                .AddAspNetCoreInstrumentation(options => options.Filter = context => !HealthEndpoints.IsProbe(context.Request.Path))
                .AddHttpClientInstrumentation()
                .AddSource(OwnNames)
                .AddProcessor(new UrlRedaction())
                .SetSampler(services => new ParentBasedSampler(new TraceRateSampler(services.GetRequiredService<IOptions<TelemetryOptions>>().Value.TracesPerSecond))))
            .UseOtlpExporter();
    }
}
