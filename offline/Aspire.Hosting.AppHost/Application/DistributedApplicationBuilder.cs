using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Aspire.Hosting.Execution;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

public class DistributedApplicationBuilder : IDistributedApplicationBuilder
{
    private readonly HostApplicationBuilder _host;

    public DistributedApplicationBuilder(string[] args)
        : this(new DistributedApplicationOptions { Args = args })
    {
    }

    public DistributedApplicationBuilder(DistributedApplicationOptions options)
    {
        var settings = new HostApplicationBuilderSettings { Args = options.Args, Configuration = new ConfigurationManager() };
        AppHostInterception.Current?.OnBuilderCreating(options, settings);

        // The stand-in knows processes only. Lowest precedence: any other source of configuration overrides it.
        settings.Configuration!.AddInMemoryCollection([new("Cache:Runtime", "process")]);

        AppHostAssembly = options.AssemblyName is { } name ? Assembly.Load(new AssemblyName(name)) : Assembly.GetEntryAssembly();
        AppHostDirectory = AppHostMetadata("apphostprojectpath") ?? System.Environment.CurrentDirectory;
        settings.ContentRootPath ??= AppHostDirectory;
        _host = new HostApplicationBuilder(settings);
        _host.AddStandIn(this, options);
    }

    public ConfigurationManager Configuration => _host.Configuration;

    public string AppHostDirectory { get; }

    public Assembly? AppHostAssembly { get; }

    public IHostEnvironment Environment => _host.Environment;

    public IServiceCollection Services => _host.Services;

    public IDistributedApplicationEventing Eventing { get; } = new DistributedApplicationEventing();

    public DistributedApplicationExecutionContext ExecutionContext { get; } = new(DistributedApplicationOperation.Run);

    public IResourceCollection Resources { get; } = new ResourceCollection();

    public IResourceBuilder<T> AddResource<T>(T resource)
        where T : IResource
    {
        Resources.Add(resource);
        return CreateResourceBuilder(resource);
    }

    public IResourceBuilder<T> CreateResourceBuilder<T>(T resource)
        where T : IResource => new DistributedApplicationResourceBuilder<T>(this, resource);

    public DistributedApplication Build()
    {
        AppHostInterception.Current?.OnBuilding(this);
        ResourceInstances.Assign(Resources);
        LifecycleCommands.AddTo(Resources);
        var application = new DistributedApplication(_host.Build());
        AppHostInterception.Current?.OnBuilt(application);
        return application;
    }

    private string? AppHostMetadata(string key)
        => AppHostAssembly?.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(a => a.Key == key)?.Value;
}
