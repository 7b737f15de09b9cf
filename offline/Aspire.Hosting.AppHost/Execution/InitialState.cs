using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Execution;

internal static class InitialState
{
    private const string ParentName = "resource.parentName";

    public static Func<CustomResourceSnapshot, CustomResourceSnapshot> Of(IResource resource)
    {
        var relationships = resource.Annotations.OfType<ResourceRelationshipAnnotation>().ToArray();
        var parent = relationships.LastOrDefault(r => r.Type == KnownRelationshipTypes.Parent)?.Resource;
        return snapshot => snapshot with
        {
            State = resource.HasAnnotationOfType<ExplicitStartupAnnotation>() ? KnownResourceStates.NotStarted : snapshot.State,
            Relationships = [.. relationships.Select(r => new RelationshipSnapshot(r.Resource.Name, r.Type)).Distinct()],
            Properties = parent is null ? snapshot.Properties : [.. snapshot.Properties, new ResourcePropertySnapshot(ParentName, parent.GetInstanceIds()[0])],
        };
    }
}
