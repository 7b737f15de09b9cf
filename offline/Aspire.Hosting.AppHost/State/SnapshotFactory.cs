using System.Collections.Immutable;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>What a resource looks like before anything is known of it.</summary>
internal sealed class SnapshotFactory(TimeProvider timeProvider)
{
    public CustomResourceSnapshot CreateInitial(IResource resource)
    {
        var snapshot = resource.TryGetLastAnnotation<ResourceSnapshotAnnotation>(out var annotation)
            ? annotation.InitialSnapshot
            : new CustomResourceSnapshot { ResourceType = TypeOf(resource), Properties = [] };
        return snapshot with
        {
            CreationTimeStamp = snapshot.CreationTimeStamp ?? timeProvider.GetUtcNow().UtcDateTime,
            HealthReports = InitialReports(resource),
        };
    }

    /// <summary>One per check, without a status yet.</summary>
    public static ImmutableArray<HealthReportSnapshot> InitialReports(IResource resource)
        => [.. resource.Annotations.OfType<HealthCheckAnnotation>().Select(annotation => new HealthReportSnapshot(annotation.Key, null, null, null))];

    private static string TypeOf(IResource resource) => resource switch
    {
        ProjectResource => "Project",
        ContainerResource => "Container",
        ExecutableResource => "Executable",
        ParameterResource => "Parameter",
        _ => resource.GetType().Name.Replace("Resource", "", StringComparison.Ordinal),
    };
}
