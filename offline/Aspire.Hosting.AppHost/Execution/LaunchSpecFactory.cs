using System.Globalization;
using System.Runtime.InteropServices;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Projects;

namespace Aspire.Hosting.Execution;

/// <summary>Evaluates what a resource is started with; as late as possible, because values may not be known earlier.</summary>
internal sealed class LaunchSpecFactory(DistributedApplicationExecutionContext executionContext, ResourceLoggerService loggers, EndpointAllocator endpoints)
{
    // The shared framework's folder is shared/Microsoft.NETCore.App/{version} under dotnet's own.
    private static readonly string Dotnet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));

    public async Task<LaunchSpec> CreateAsync(IResource resource, string id, int index, CancellationToken cancellationToken)
    {
        var environment = await EvaluateEnvironmentAsync(resource, id, index, cancellationToken).ConfigureAwait(false);
        var arguments = await EvaluateArgumentsAsync(resource, index, cancellationToken).ConfigureAwait(false);
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

    private async Task<Dictionary<string, string>> EvaluateEnvironmentAsync(IResource resource, string id, int index, CancellationToken cancellationToken)
    {
        var variables = new Dictionary<string, object>();
        var context = new EnvironmentCallbackContext(executionContext, resource, variables, cancellationToken) { Logger = loggers.GetLogger(id) };
        foreach (var annotation in resource.Annotations.OfType<EnvironmentCallbackAnnotation>().ToArray())
        {
            await annotation.Callback(context).ConfigureAwait(false);
        }

        if (resource is ProjectResource)
        {
            TelemetryEnvironment.NameInstance(variables, resource.Name, id);
        }

        var evaluated = new Dictionary<string, string>();
        foreach (var (name, value) in variables)
        {
            if (await EvaluateAsync(value, resource, index, cancellationToken).ConfigureAwait(false) is { } text)
            {
                evaluated[name] = text;
            }
        }

        return evaluated;
    }

    private async Task<List<string>> EvaluateArgumentsAsync(IResource resource, int index, CancellationToken cancellationToken)
    {
        var arguments = new List<object>();
        var context = new CommandLineArgsCallbackContext(arguments, resource, cancellationToken) { ExecutionContext = executionContext };
        foreach (var annotation in resource.Annotations.OfType<CommandLineArgsCallbackAnnotation>().ToArray())
        {
            await annotation.Callback(context).ConfigureAwait(false);
        }

        var evaluated = new List<string>();
        foreach (var argument in arguments)
        {
            if (await EvaluateAsync(argument, resource, index, cancellationToken).ConfigureAwait(false) is { } text)
            {
                evaluated.Add(text);
            }
        }

        return evaluated;
    }

    private async ValueTask<string?> EvaluateAsync(object value, IResource resource, int index, CancellationToken cancellationToken)
    {
        var text = value switch
        {
            IValueProvider provider => await provider.GetValueAsync(cancellationToken).ConfigureAwait(false),
            IResourceBuilder<IResource> { Resource: IValueProvider provider } => await provider.GetValueAsync(cancellationToken).ConfigureAwait(false),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture),
        };
        return text is null ? null : endpoints.FillInTargetPorts(text, resource, index);
    }
}
