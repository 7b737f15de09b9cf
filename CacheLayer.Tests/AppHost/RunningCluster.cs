using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace CacheLayer.Tests.AppHost;

/// <summary>The whole application with <c>Cache:Topology=Cluster</c>.</summary>
public sealed class RunningCluster : IAsyncLifetime
{
    internal const string AdminKey = "the-key-of-the-tests";

    private static readonly TimeSpan StartWithin = TimeSpan.FromMinutes(5);

    private DistributedApplication? _application;

    internal DistributedApplication Application => _application ?? throw new InvalidOperationException("The application has not started.");

    public async Task InitializeAsync()
    {
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.CacheLayer_AppHost>(
            ["--Banner=false", "--Cache:Runtime=process", "--Cache:Topology=Cluster", $"--Parameters:admin-key={AdminKey}"]);
        _application = await builder.BuildAsync();
        using var deadline = new CancellationTokenSource(StartWithin);
        await Application.StartAsync(deadline.Token);
        var states = Application.Services.GetRequiredService<ResourceNotificationService>();
        foreach (var resource in (string[])["cache", "cache-1", "cache-6", "orchestrator", "invalidator"])
        {
            await states.WaitForResourceHealthyAsync(resource, deadline.Token);
        }
    }

    public async Task DisposeAsync()
    {
        if (_application is not null)
        {
            await _application.DisposeAsync();
        }
    }
}
