using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Execution;

/// <summary>The order in which an application starts and stops.</summary>
internal sealed class ApplicationLifecycle(
    DistributedApplicationModel model,
    IDistributedApplicationEventing eventing,
    EndpointAllocator endpoints,
    Runners runners,
    ResourceNotificationService notifications,
    ResourceLoggerService loggers,
    IServiceProvider services,
    IHostEnvironment environment,
    IHostApplicationLifetime lifetime,
    ILogger<DistributedApplication> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Log.Starting(logger, environment.ContentRootPath);
        eventing.Subscribe<BeforeResourceStartedEvent>(WaitForDependenciesAsync);
        eventing.Subscribe<ConnectionStringAvailableEvent>(ShowConnectionStringAsync);

        var resources = model.Resources.ToArray();
        foreach (var resource in resources)
        {
            await notifications.PublishUpdateAsync(resource, InitialState.Of(resource)).ConfigureAwait(false);
        }

        foreach (var parameter in resources.OfType<ParameterResource>())
        {
            await ShowValueAsync(parameter, cancellationToken).ConfigureAwait(false);
        }

        foreach (var resource in resources.OfType<IResourceWithEndpoints>())
        {
            endpoints.Allocate(resource);
            await notifications.PublishUpdateAsync(resource, s => s with { Urls = [.. ResourceUrls.Of(resource)] }).ConfigureAwait(false);
        }

        foreach (var resource in resources)
        {
            _ = InitialiseAsync(resource, lifetime.ApplicationStopping);
        }

        await runners.StartAllAsync().ConfigureAwait(false);
        Log.Started(logger);
    }

    public Task StopAsync(CancellationToken cancellationToken) => runners.StopAllAsync();

    private async Task ShowValueAsync(ParameterResource parameter, CancellationToken cancellationToken)
    {
        var value = await parameter.GetValueAsync(cancellationToken).ConfigureAwait(false);
        await notifications.PublishUpdateAsync(parameter, s => s with
        {
            State = KnownResourceStates.Running,
            Properties = [.. s.Properties, new ResourcePropertySnapshot("Value", value) { IsSensitive = parameter.Secret }],
        }).ConfigureAwait(false);
    }

    // Whoever is not started by this application takes care of itself when it hears this event.
    private async Task InitialiseAsync(IResource resource, CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            await eventing.PublishAsync(new InitializeResourceEvent(resource, eventing, loggers, notifications, services), cancellationToken).ConfigureAwait(false);
            if (resource is ExecutableResource and IResourceWithConnectionString)
            {
                await eventing.PublishAsync(new ConnectionStringAvailableEvent(resource, services), cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The application ends first.
        }
        catch (Exception exception)
        {
            Log.InitialiseFailed(logger, exception, resource.Name);
        }
    }

    // Over when they are healthy, or when somebody has started the resource by hand meanwhile.
    private async Task WaitForDependenciesAsync(BeforeResourceStartedEvent @event, CancellationToken cancellationToken)
    {
        var (resource, id) = (@event.Resource, @event.InstanceId);
        if (!resource.HasAnnotationOfType<WaitAnnotation>())
        {
            return;
        }

        await notifications.PublishUpdateAsync(resource, id, s => s with { State = KnownResourceStates.Waiting }).ConfigureAwait(false);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var healthy = notifications.WaitForDependenciesAsync(resource, enough.Token);
        var byHand = notifications.WaitForResourceAsync(resource.Name, e => e.ResourceId == id && e.Snapshot.State?.Text != KnownResourceStates.Waiting, enough.Token);
        await (await Task.WhenAny(healthy, byHand).ConfigureAwait(false)).ConfigureAwait(false);
        await enough.CancelAsync().ConfigureAwait(false);
    }

    private async Task ShowConnectionStringAsync(ConnectionStringAvailableEvent @event, CancellationToken cancellationToken)
    {
        var connectionString = await ((IResourceWithConnectionString)@event.Resource).GetConnectionStringAsync(cancellationToken).ConfigureAwait(false);
        await notifications.PublishUpdateAsync(@event.Resource, s => s with
        {
            Properties = [.. s.Properties, new ResourcePropertySnapshot("resource.connectionString", connectionString) { IsSensitive = true }],
        }).ConfigureAwait(false);
    }
}
