namespace CacheLayer.AppHost.Startup;

/// <summary>What all services of this application have in common.</summary>
internal static class ServiceBuilderExtensions
{
    private const string Http = "http";

    /// <summary>Adds a service on plain HTTP at a port of its own, whatever its launch profile says, so that two runs never meet.</summary>
    public static IResourceBuilder<ProjectResource> AddService<TProject>(this IDistributedApplicationBuilder builder, string name, string displayText, int? port = null)
        where TProject : IProjectMetadata, new()
        => builder.AddProject<TProject>(name, launchProfileName: null)
            .WithHttpEndpoint(port: port, name: Http)
            .WithHttpHealthCheck("/health")
            .WithUrlForEndpoint(Http, url => url.DisplayText = displayText);

    /// <summary>Tells a service the key that guards its administrative endpoints.</summary>
    public static IResourceBuilder<ProjectResource> WithAdminKey(this IResourceBuilder<ProjectResource> builder, IResourceBuilder<ParameterResource> key)
        => builder.WithEnvironment("Admin__Key", key);

    /// <summary>Adds the load generator, started from the dashboard with the arguments of <c>Traffic:Arguments</c>.</summary>
    public static IResourceBuilder<ProjectResource> AddTraffic<TProject>(this IDistributedApplicationBuilder builder, string name)
        where TProject : IProjectMetadata, new()
        => builder.AddProject<TProject>(name, launchProfileName: null)
            .WithArgs((builder.Configuration["Traffic:Arguments"] ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .WithExplicitStart();

    public static EndpointReference Endpoint(this IResourceBuilder<ProjectResource> service) => service.GetEndpoint(Http);
}
