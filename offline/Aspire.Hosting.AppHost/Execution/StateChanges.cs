using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Projects;

namespace Aspire.Hosting.Execution;

/// <summary>What changes in a snapshot when an instance passes from one state to the next.</summary>
internal static class StateChanges
{
    public static Func<CustomResourceSnapshot, CustomResourceSnapshot> ToStarting(IResource resource) => snapshot => snapshot with
    {
        State = KnownResourceStates.Starting,
        StartTimeStamp = null,
        StopTimeStamp = null,
        ExitCode = null,
        HealthReports = SnapshotFactory.InitialReports(resource),
    };

    public static Func<CustomResourceSnapshot, CustomResourceSnapshot> ToRunning(IResource resource, LaunchSpec spec, int processId, DateTime now) => snapshot => snapshot with
    {
        State = KnownResourceStates.Running,
        StartTimeStamp = now,
        EnvironmentVariables = [.. spec.Environment.Select(variable => new EnvironmentVariableSnapshot(variable.Key, variable.Value, IsFromSpec: true))],
        Urls = [.. snapshot.Urls.Select(url => url with { IsInactive = false })],
        Properties = snapshot.Properties.With(
            new ResourcePropertySnapshot("executable.path", spec.FileName),
            new ResourcePropertySnapshot("executable.workDir", spec.WorkingDirectory),
            new ResourcePropertySnapshot("executable.args", spec.Arguments) { IsSensitive = true },
            new ResourcePropertySnapshot("executable.pid", processId),
            resource is ProjectResource project ? new ResourcePropertySnapshot("project.path", project.ProjectPath) : null),
    };

    public static Func<CustomResourceSnapshot, CustomResourceSnapshot> ToEnded(int? exitCode, DateTime now) => snapshot => snapshot with
    {
        State = exitCode is null or 0 ? KnownResourceStates.Finished : KnownResourceStates.Exited,
        ExitCode = exitCode,
        StopTimeStamp = now,
        Urls = [.. snapshot.Urls.Select(url => url with { IsInactive = url.Name is not null })],
    };

    public static Func<CustomResourceSnapshot, CustomResourceSnapshot> ToFailed(DateTime now) => snapshot => snapshot with
    {
        State = new ResourceStateSnapshot(KnownResourceStates.FailedToStart, KnownResourceStateStyles.Error),
        StopTimeStamp = now,
    };

    private static ImmutableArray<ResourcePropertySnapshot> With(this ImmutableArray<ResourcePropertySnapshot> properties, params IEnumerable<ResourcePropertySnapshot?> changed)
    {
        var now = changed.OfType<ResourcePropertySnapshot>().ToArray();
        return [.. properties.Where(property => now.All(changedOne => changedOne.Name != property.Name)), .. now];
    }
}
