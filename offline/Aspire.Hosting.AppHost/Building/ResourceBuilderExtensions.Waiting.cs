using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

public static partial class ResourceBuilderExtensions
{
    public static IResourceBuilder<T> WaitFor<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency)
        where T : IResourceWithWaitSupport => builder.WaitForHealthy(dependency.Resource, null);

    public static IResourceBuilder<T> WaitFor<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency, WaitBehavior waitBehavior)
        where T : IResourceWithWaitSupport => builder.WaitForHealthy(dependency.Resource, waitBehavior);

    public static IResourceBuilder<T> WaitForStart<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency)
        where T : IResourceWithWaitSupport => builder.WaitForResource(new WaitAnnotation(dependency.Resource, WaitType.WaitUntilStarted));

    public static IResourceBuilder<T> WaitForCompletion<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency, int exitCode = 0)
        where T : IResourceWithWaitSupport => builder.WaitForResource(new WaitAnnotation(dependency.Resource, WaitType.WaitForCompletion, exitCode));

    private static IResourceBuilder<T> WaitForHealthy<T>(this IResourceBuilder<T> builder, IResource dependency, WaitBehavior? behavior)
        where T : IResourceWithWaitSupport
    {
        // Waiting for a child includes waiting for its parent.
        if (dependency is IResourceWithParent child && !ReferenceEquals(child.Parent, builder.Resource))
        {
            builder.WaitForHealthy(child.Parent, behavior);
        }

        return builder.WaitForResource(new WaitAnnotation(dependency, WaitType.WaitUntilHealthy) { WaitBehavior = behavior });
    }

    private static IResourceBuilder<T> WaitForResource<T>(this IResourceBuilder<T> builder, WaitAnnotation wait)
        where T : IResourceWithWaitSupport
    {
        if (ReferenceEquals(wait.Resource, builder.Resource))
        {
            throw new DistributedApplicationException($"The '{builder.Resource.Name}' resource cannot wait for itself.");
        }

        if (builder.Resource is IResourceWithParent child && ReferenceEquals(child.Parent, wait.Resource))
        {
            throw new DistributedApplicationException($"The '{builder.Resource.Name}' resource cannot wait for its parent '{wait.Resource.Name}'.");
        }

        return builder.WithRelationship(wait.Resource, KnownRelationshipTypes.WaitFor).WithAnnotation(wait);
    }
}
