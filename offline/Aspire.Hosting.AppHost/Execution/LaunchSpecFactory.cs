using System.Globalization;
using System.Runtime.InteropServices;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Projects;

namespace Aspire.Hosting.Execution;

/// <summary>Evaluates what a resource is started with; as late as possible, because values may not be known earlier.</summary>
internal sealed class LaunchSpecFactory(EndpointAllocator endpoints)
{
    // The shared framework's folder is shared/Microsoft.NETCore.App/{version} under dotnet's own.
    private static readonly string Dotnet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));

    public async Task<LaunchSpec> CreateAsync(IResource resource, string id, int index, CancellationToken cancellationToken)
    {
        var context = new EnvironmentCallbackContext();
        foreach (var annotation in resource.Annotations.OfType<EnvironmentCallbackAnnotation>())
        {
            annotation.Callback(context);
        }

        if (resource is ProjectResource)
        {
            TelemetryEnvironment.NameInstance(context.EnvironmentVariables, resource.Name, id);
        }

        var environment = new Dictionary<string, string>();
        foreach (var (name, value) in context.EnvironmentVariables)
        {
            environment[name] = await EvaluateAsync(value, resource, index, cancellationToken).ConfigureAwait(false);
        }

        var arguments = new List<string>();
        foreach (var argument in resource.Annotations.OfType<ArgumentsAnnotation>().SelectMany(annotation => annotation.Arguments))
        {
            arguments.Add(await EvaluateAsync(argument, resource, index, cancellationToken).ConfigureAwait(false));
        }

        return resource switch
        {
            ProjectResource project => new LaunchSpec(Dotnet, [BuiltAssemblyOf(project), .. arguments], project.ProjectDirectory, environment),
            ExecutableResource executable => new LaunchSpec(PathOf(executable), arguments, executable.WorkingDirectory, environment),
            _ => throw new DistributedApplicationException(
                $"'{resource.Name}' is a container, and this AppHost was built with the stand-in for Aspire, which runs processes only. Build it with the Aspire packages (-p:UseAspire=true), or run it without containers."),
        };
    }

    private static string BuiltAssemblyOf(ProjectResource project)
    {
        var path = project.Annotations.OfType<IBuiltProject>().Single().AssemblyPath;
        return File.Exists(path) ? path : throw new DistributedApplicationException($"'{path}' is not there: build {project.ProjectPath} first.");
    }

    // A command with a folder in it is looked up from the working directory, any other one on the PATH.
    private static string PathOf(ExecutableResource executable)
        => executable.Command.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? Path.GetFullPath(executable.Command, executable.WorkingDirectory)
            : executable.Command;

    private async ValueTask<string> EvaluateAsync(object value, IResource resource, int index, CancellationToken cancellationToken)
    {
        var text = value is IValueProvider provider
            ? await provider.GetValueAsync(cancellationToken).ConfigureAwait(false)
            : Convert.ToString(value, CultureInfo.InvariantCulture);
        return endpoints.FillInTargetPorts(text ?? "", resource, index);
    }
}
