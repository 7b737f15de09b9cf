namespace CacheLayer.AppHost.Startup;

/// <summary>What all services of this application have in common.</summary>
internal static class ServiceBuilderExtensions
{
    private const string Http = "http";

    /// <summary>Adds a service on plain HTTP at a port of its own, whatever its launch profile says, so that two runs never meet.</summary>
    public static IResourceBuilder<ProjectResource> AddService<TProject>(this IDistributedApplicationBuilder builder, string name, string displayText, int? port = null)
        where TProject : IProjectMetadata, new()
        => builder.AddPlainProject<TProject>(name)
            .WithHttpEndpoint(port: port, name: Http)
            .WithHttpHealthCheck("/health")
            .WithUrlForEndpoint(Http, url => url.DisplayText = displayText);

    /// <summary>Tells a service the key that guards its administrative endpoints.</summary>
    public static IResourceBuilder<ProjectResource> WithAdminKey(this IResourceBuilder<ProjectResource> builder, IResourceBuilder<ParameterResource> key)
        => builder.WithEnvironment("Admin__Key", key);

    /// <summary>Adds the load generator, started from the dashboard with the arguments of <c>Traffic:Arguments</c>.</summary>
    public static IResourceBuilder<ProjectResource> AddTraffic<TProject>(this IDistributedApplicationBuilder builder, string name)
        where TProject : IProjectMetadata, new()
        => builder.AddPlainProject<TProject>(name)
            .WithArgs((builder.Configuration["Traffic:Arguments"] ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .WithExplicitStart();

    // A project that might use HTTPS makes the dashboard complain on every page that there is no trusted development certificate.
    private static IResourceBuilder<ProjectResource> AddPlainProject<TProject>(this IDistributedApplicationBuilder builder, string name)
        where TProject : IProjectMetadata, new()
#pragma warning disable ASPIRECERTIFICATES001 // Marked as experimental; nothing else says that a project has no use for a certificate.
        => builder.AddProject<TProject>(name, launchProfileName: null).WithoutHttpsCertificate();
#pragma warning restore ASPIRECERTIFICATES001

    public static EndpointReference Endpoint(this IResourceBuilder<ProjectResource> service) => service.GetEndpoint(Http);
}
