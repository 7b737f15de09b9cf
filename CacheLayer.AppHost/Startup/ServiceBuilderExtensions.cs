namespace CacheLayer.AppHost.Startup;

/// <summary>What all services of this application have in common.</summary>
internal static class ServiceBuilderExtensions
{
    private const string Http = "http";
    private const int PublishedPort = 8080;

    // In the images that .NET makes of a project this folder belongs to the user who runs it.
    private const string PublishedFolder = "/home/app";

    /// <summary>Adds a service on plain HTTP at a port of its own, whatever its launch profile says, so that two runs never meet.</summary>
    public static IResourceBuilder<ProjectResource> AddService<TProject>(this IDistributedApplicationBuilder builder, string name, string displayText, int? port = null)
        where TProject : IProjectMetadata, new()
    {
        var isRun = builder.ExecutionContext.IsRunMode;
        var service = builder.AddPlainProject<TProject>(name);
        service
            .WithHttpEndpoint(port: isRun ? port : null, targetPort: isRun ? null : PublishedPort, name: Http)
            .WithUrlForEndpoint(Http, url => url.DisplayText = displayText)
            .WithManifestPublishingCallback(context => ServiceManifest.WriteAsync(context, service.Resource));
#pragma warning disable ASPIREPROBES001 // Marked as experimental; it is the health check of the dashboard and of deployments in one.
        return service.WithHttpProbe(ProbeType.Readiness, "/health", endpointName: Http);
#pragma warning restore ASPIREPROBES001
    }

    /// <summary>Gives a service a file that outlives its restart, and tells it where that is.</summary>
    public static IResourceBuilder<ProjectResource> WithFile(this IResourceBuilder<ProjectResource> builder, string variable, string file)
    {
        var name = builder.Resource.Name;
        return builder.ApplicationBuilder.ExecutionContext.IsRunMode
            ? builder.WithEnvironment(variable, Path.Combine(RunFolder.PathOf(builder.ApplicationBuilder), name, file))
            : builder.WithEnvironment(variable, $"{PublishedFolder}/{file}")
                .WithAnnotation(new ContainerMountAnnotation($"{name}-data", PublishedFolder, ContainerMountType.Volume, isReadOnly: false));
    }

    /// <summary>Tells a service the key that guards its administrative endpoints.</summary>
    public static IResourceBuilder<ProjectResource> WithAdminKey(this IResourceBuilder<ProjectResource> builder, IResourceBuilder<ParameterResource> key)
        => builder.WithEnvironment("Admin__Key", key);

    /// <summary>Adds the load generator, started from the dashboard with the arguments of <c>Traffic:Arguments</c>.</summary>
    public static IResourceBuilder<ProjectResource> AddTraffic<TProject>(this IDistributedApplicationBuilder builder, string name)
        where TProject : IProjectMetadata, new()
        => builder.AddPlainProject<TProject>(name)
            .WithArgs((builder.Configuration["Traffic:Arguments"] ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .WithExplicitStart()
            .ExcludeFromManifest();

    // A project that might use HTTPS makes the dashboard complain on every page that there is no trusted development certificate.
    private static IResourceBuilder<ProjectResource> AddPlainProject<TProject>(this IDistributedApplicationBuilder builder, string name)
        where TProject : IProjectMetadata, new()
#pragma warning disable ASPIRECERTIFICATES001 // Marked as experimental; nothing else says that a project has no use for a certificate.
        => builder.AddProject<TProject>(name, launchProfileName: null).WithoutHttpsCertificate();
#pragma warning restore ASPIRECERTIFICATES001

    public static EndpointReference Endpoint(this IResourceBuilder<ProjectResource> service) => service.GetEndpoint(Http);
}
