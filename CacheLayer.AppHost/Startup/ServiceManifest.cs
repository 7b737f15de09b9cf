using Aspire.Hosting.Publishing;

namespace CacheLayer.AppHost.Startup;

/// <summary>Writes a service into the published manifest as Aspire does, and what Aspire leaves out: replicas, volumes and health checks.</summary>
internal static class ServiceManifest
{
    public static async Task WriteAsync(ManifestPublishingContext context, ProjectResource project)
    {
        var writer = context.Writer;
        writer.WriteString("type", "project.v0");
        writer.WriteString("path", context.GetManifestRelativePath(project.GetProjectMetadata().ProjectPath));
        await context.WriteCommandLineArgumentsAsync(project);
        await context.WriteEnvironmentVariablesAsync(project);
        context.WriteBindings(project);
        writer.WriteNumber("replicas", project.GetReplicaCount());
        WriteVolumes(context, project);
        WriteHealthChecks(context, project);
    }

    private static void WriteVolumes(ManifestPublishingContext context, ProjectResource project)
    {
        var writer = context.Writer;
        writer.WriteStartArray("volumes");
        foreach (var volume in project.Annotations.OfType<ContainerMountAnnotation>())
        {
            writer.WriteStartObject();
            writer.WriteString("name", volume.Source);
            writer.WriteString("target", volume.Target);
            writer.WriteBoolean("readOnly", volume.IsReadOnly);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteHealthChecks(ManifestPublishingContext context, ProjectResource project)
    {
        var writer = context.Writer;
        writer.WriteStartArray("healthChecks");
#pragma warning disable ASPIREPROBES001 // Marked as experimental; it is what deployments of Aspire read.
        foreach (var probe in project.Annotations.OfType<EndpointProbeAnnotation>())
        {
            writer.WriteStartObject();
            writer.WriteString("type", $"{probe.Type}");
            writer.WriteString("endpoint", probe.EndpointReference.EndpointName);
            writer.WriteString("path", probe.Path);
            writer.WriteEndObject();
        }
#pragma warning restore ASPIREPROBES001

        writer.WriteEndArray();
    }
}
