using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace CacheLayer.Tests.Telemetry;

/// <summary>What a service exports, in the place of a receiver.</summary>
internal sealed class ExportedSpans : BaseExporter<Activity>
{
    private readonly ConcurrentQueue<Activity> _spans = new();

    public IReadOnlyCollection<Activity> All => _spans;

    /// <summary>Makes a service record spans as it does when it has a receiver.</summary>
    public static string[] Settings { get; } = ["OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:1", "Telemetry:ShutdownTimeout=00:00:00"];

    public void AddTo(IServiceCollection services)
        => services.ConfigureOpenTelemetryTracerProvider((_, tracing) => tracing.AddProcessor(new SimpleActivityExportProcessor(this)));

    public override ExportResult Export(in Batch<Activity> batch)
    {
        foreach (var span in batch)
        {
            _spans.Enqueue(span);
        }

        return ExportResult.Success;
    }
}
