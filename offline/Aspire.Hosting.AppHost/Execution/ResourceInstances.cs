using System.Security.Cryptography;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Execution;

internal static class ResourceInstances
{
    private const string SuffixLetters = "abcdefghjkmnpqrstuvwxyz";
    private const int SuffixLength = 8;

    /// <summary>Names the instances of everything that runs as a process: <c>orchestrator-kxwqtrbz</c>.</summary>
    public static void Assign(IResourceCollection resources)
    {
        foreach (var resource in resources.Where(r => r is ProjectResource or ExecutableResource or ContainerResource))
        {
            var ids = Enumerable.Range(0, resource.GetReplicaCount())
                .Select(_ => $"{resource.Name}-{RandomNumberGenerator.GetString(SuffixLetters, SuffixLength)}");
            resource.Annotations.Add(new InstanceAnnotation([.. ids]));
        }
    }
}
