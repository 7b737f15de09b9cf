using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

public static partial class ResourceBuilderExtensions
{
    public static IResourceBuilder<TDestination> WithReference<TDestination>(this IResourceBuilder<TDestination> builder, IResourceBuilder<IResourceWithConnectionString> source, string? connectionName = null, bool optional = false)
        where TDestination : IResourceWithEnvironment
    {
        var resource = source.Resource;
        var name = connectionName ?? resource.Name;
        return builder.WithReferenceRelationship(resource).WithEnvironment(context =>
        {
            context.EnvironmentVariables[resource.ConnectionStringEnvironmentVariable ?? $"ConnectionStrings__{name}"] = new ConnectionStringReference(resource, optional);
            foreach (var (property, value) in resource.GetConnectionProperties())
            {
                context.EnvironmentVariables[$"{EncodeName(name)}_{property.ToUpperInvariant()}"] = value;
            }
        });
    }

    public static IResourceBuilder<TDestination> WithReference<TDestination>(this IResourceBuilder<TDestination> builder, IResourceBuilder<IResourceWithServiceDiscovery> source)
        where TDestination : IResourceWithEnvironment => builder.WithService(source.Resource, _ => true);

    public static IResourceBuilder<TDestination> WithReference<TDestination>(this IResourceBuilder<TDestination> builder, EndpointReference endpointReference)
        where TDestination : IResourceWithEnvironment => builder.WithService(endpointReference.Resource, endpoint => endpoint.EndpointName == endpointReference.EndpointName);

    private static IResourceBuilder<T> WithService<T>(this IResourceBuilder<T> builder, IResourceWithEndpoints service, Func<EndpointReference, bool> include)
        where T : IResourceWithEnvironment
        => builder.WithReferenceRelationship(service).WithEnvironment(context =>
        {
            foreach (var endpoint in service.GetEndpoints().Where(include))
            {
                context.EnvironmentVariables[$"{EncodeName(service.Name)}_{EncodeName(endpoint.EndpointName)}"] = endpoint;
                var scheme = endpoint.EndpointName is "http" or "https" ? endpoint.Scheme : endpoint.EndpointName;
                context.EnvironmentVariables[$"services__{service.Name}__{scheme}__0"] = endpoint;
            }
        });

    private static string EncodeName(string name) => name.Replace('-', '_').ToUpperInvariant();
}
