using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Execution;

internal static class Dependencies
{
    /// <summary>Who waits for, or refers to, a resource, or to the resource that it is a child of.</summary>
    public static ILookup<IResource, IResource> DependentsOf(DistributedApplicationModel model)
    {
        var relationships = model.Resources
            .SelectMany(resource => resource.Annotations.OfType<ResourceRelationshipAnnotation>().Select(annotation => (Dependent: resource, annotation.Resource, annotation.Type)))
            .ToArray();
        var direct = relationships.Where(r => r.Type != KnownRelationshipTypes.Parent).ToLookup(r => r.Resource, r => r.Dependent);
        var ofParents = relationships.Where(r => r.Type == KnownRelationshipTypes.Parent)
            .SelectMany(child => direct[child.Resource].Where(dependent => !ReferenceEquals(dependent, child.Dependent)), (child, dependent) => (Resource: child.Dependent, Dependent: dependent));
        return direct.SelectMany(group => group, (group, dependent) => (Resource: group.Key, Dependent: dependent))
            .Concat(ofParents)
            .Distinct()
            .ToLookup(pair => pair.Resource, pair => pair.Dependent);
    }
}
