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
            HealthReports = [.. resource.Annotations.OfType<HealthCheckAnnotation>().DistinctBy(a => a.Key).Select(a => new HealthReportSnapshot(a.Key, null, null, null))],
        };
    }

    private static string TypeOf(IResource resource) => resource switch
    {
        ProjectResource => "Project",
        ContainerResource => "Container",
        ExecutableResource => "Executable",
        ParameterResource => "Parameter",
        _ => resource.GetType().Name.Replace("Resource", "", StringComparison.Ordinal),
    };
}
