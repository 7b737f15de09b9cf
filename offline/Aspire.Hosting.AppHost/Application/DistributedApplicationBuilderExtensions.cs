using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

public static class DistributedApplicationBuilderExtensions
{
    public static IResourceBuilder<T> CreateResourceBuilder<T>(this IDistributedApplicationBuilder builder, string name)
        where T : IResource
        => builder.Resources.TryGetByName(name, out var resource) && resource is T ofType
            ? builder.CreateResourceBuilder(ofType)
            : throw new InvalidOperationException($"Resource '{name}' was not found, or is no {typeof(T).Name}.");
}
