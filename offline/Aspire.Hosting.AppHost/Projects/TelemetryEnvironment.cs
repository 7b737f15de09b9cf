using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Projects;

/// <summary>Sends a project's telemetry to the dashboard. Which instance it is, is added when that starts.</summary>
internal static class TelemetryEnvironment
{
    private const string DefaultEndpoint = "http://localhost:18889";

    public static IResourceBuilder<ProjectResource> WithTelemetry(this IResourceBuilder<ProjectResource> builder)
        => builder.WithEnvironment(context =>
        {
            var variables = context.EnvironmentVariables;
            var configuration = builder.ApplicationBuilder.Configuration;
            variables["OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY"] = "in_memory";
            // Without a dashboard as well, when nobody may be listening there.
            variables["OTEL_EXPORTER_OTLP_ENDPOINT"] = configuration[DashboardConfiguration.OtlpUrl] ?? DefaultEndpoint;
            variables["OTEL_EXPORTER_OTLP_PROTOCOL"] = "grpc";
            if (configuration[DashboardConfiguration.OtlpApiKey] is { } key)
            {
                variables["OTEL_EXPORTER_OTLP_HEADERS"] = $"x-otlp-api-key={key}";
            }

            if (builder.ApplicationBuilder.Environment.IsDevelopment())
            {
                // One second instead of the exporters' defaults, so that the dashboard follows.
                variables["OTEL_BLRP_SCHEDULE_DELAY"] = "1000";
                variables["OTEL_BSP_SCHEDULE_DELAY"] = "1000";
                variables["OTEL_METRIC_EXPORT_INTERVAL"] = "1000";
                variables["OTEL_TRACES_SAMPLER"] = "always_on";
                variables["OTEL_METRICS_EXEMPLAR_FILTER"] = "trace_based";
            }
        });

    public static void NameInstance(Dictionary<string, object> variables, string name, string instanceId)
    {
        variables["OTEL_SERVICE_NAME"] = name;
        // The part of the id behind the resource's name, as the dashboard looks instances up.
        variables["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={instanceId[(name.Length + 1)..]}";
    }
}
