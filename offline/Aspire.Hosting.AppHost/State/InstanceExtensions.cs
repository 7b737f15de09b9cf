namespace Aspire.Hosting.ApplicationModel;

internal static class InstanceExtensions
{
    public static IReadOnlyList<string> GetInstanceIds(this IResource resource)
        => resource.TryGetLastAnnotation<InstanceAnnotation>(out var annotation) ? annotation.Ids : [resource.Name];
}
