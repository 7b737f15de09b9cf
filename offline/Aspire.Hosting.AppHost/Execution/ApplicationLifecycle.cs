using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Aspire.Hosting.Lifecycle;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Execution;

/// <summary>The order in which an application starts and stops.</summary>
internal sealed class ApplicationLifecycle(
    DistributedApplicationModel model,
    DistributedApplicationExecutionContext executionContext,
    IDistributedApplicationEventing eventing,
    IEnumerable<IDistributedApplicationEventingSubscriber> subscribers,
    EndpointAllocator endpoints,
    Runners runners,
    ResourceNotificationService notifications,
    ResourceLoggerService loggers,
    IServiceProvider services,
    IHostEnvironment environment,
    IHostApplicationLifetime lifetime,
    ILoggerFactory loggerFactory) : IHostedService
{
    private readonly ILogger _logger = loggerFactory.CreateLogger<DistributedApplication>();

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Log.Starting(_logger, environment.ContentRootPath);
        foreach (var subscriber in subscribers)
        {
            await subscriber.SubscribeAsync(eventing, executionContext, cancellationToken).ConfigureAwait(false);
        }

        eventing.Subscribe<BeforeResourceStartedEvent>(WaitForDependenciesAsync);
        eventing.Subscribe<ConnectionStringAvailableEvent>(ShowConnectionStringAsync);
        await eventing.PublishAsync(new BeforeStartEvent(services, model), cancellationToken).ConfigureAwait(false);

        foreach (var resource in model.Resources.ToArray())
        {
            await notifications.PublishUpdateAsync(resource, InitialState.Of(resource)).ConfigureAwait(false);
        }

        await ResolveParametersAsync(cancellationToken).ConfigureAwait(false);
        foreach (var resource in model.Resources.OfType<IResourceWithEndpoints>())
        {
            endpoints.Allocate(resource);
            await eventing.PublishAsync(new ResourceEndpointsAllocatedEvent(resource, services), cancellationToken).ConfigureAwait(false);
        }

        foreach (var resource in model.Resources)
        {
            await ResourceUrls.PublishAsync(resource, executionContext, notifications, cancellationToken).ConfigureAwait(false);
            _ = InitialiseAsync(resource, lifetime.ApplicationStopping);
        }

        await runners.StartAllAsync().ConfigureAwait(false);
        await eventing.PublishAsync(new AfterResourcesCreatedEvent(services, model), cancellationToken).ConfigureAwait(false);
        Log.Started(_logger);
    }

    public Task StopAsync(CancellationToken cancellationToken) => runners.StopAllAsync();

    private async Task ResolveParametersAsync(CancellationToken cancellationToken)
    {
        foreach (var parameter in model.Resources.OfType<ParameterResource>())
        {
            try
            {
                var value = await parameter.GetValueAsync(cancellationToken).ConfigureAwait(false);
                await notifications.PublishUpdateAsync(parameter, s => s with
                {
                    State = KnownResourceStates.Running,
                    Properties = [.. s.Properties, new ResourcePropertySnapshot("Value", value) { IsSensitive = parameter.Secret }],
                }).ConfigureAwait(false);
            }
            catch (MissingParameterValueException exception)
            {
                Log.ParameterMissing(_logger, parameter.Name, exception.Message);
                await notifications.PublishUpdateAsync(parameter, s => s with { State = new ResourceStateSnapshot("Value missing", KnownResourceStateStyles.Error) }).ConfigureAwait(false);
            }
        }
    }

    // Whoever is not started by this application takes care of itself when it hears this event.
    private async Task InitialiseAsync(IResource resource, CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            await eventing.PublishAsync(new InitializeResourceEvent(resource, eventing, loggers, notifications, services), cancellationToken).ConfigureAwait(false);
            if (resource is (ProjectResource or ExecutableResource or ContainerResource) and IResourceWithConnectionString)
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
            Log.InitialiseFailed(_logger, exception, resource.Name);
        }
    }

    // Over when they are ready, or when somebody has started the resource by hand meanwhile.
    private async Task WaitForDependenciesAsync(BeforeResourceStartedEvent @event, CancellationToken cancellationToken)
    {
        var (resource, id) = (@event.Resource, @event.InstanceId);
        if (!resource.HasAnnotationOfType<WaitAnnotation>())
        {
            return;
        }

        await notifications.PublishUpdateAsync(resource, id, s => s with { State = KnownResourceStates.Waiting }).ConfigureAwait(false);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var ready = notifications.WaitForDependenciesAsync(resource, enough.Token);
        var byHand = notifications.WaitForResourceAsync(resource.Name, e => e.ResourceId == id && e.Snapshot.State?.Text != KnownResourceStates.Waiting, enough.Token);
        await (await Task.WhenAny(ready, byHand).ConfigureAwait(false)).ConfigureAwait(false);
        await enough.CancelAsync().ConfigureAwait(false);
    }

    private async Task ShowConnectionStringAsync(ConnectionStringAvailableEvent @event, CancellationToken cancellationToken)
    {
        var connectionString = await ((IResourceWithConnectionString)@event.Resource).GetConnectionStringAsync(cancellationToken).ConfigureAwait(false);
        await notifications.PublishUpdateAsync(@event.Resource, s => s with
        {
            Properties = [.. s.Properties, new ResourcePropertySnapshot(CustomResourceKnownProperties.ConnectionString, connectionString) { IsSensitive = true }],
        }).ConfigureAwait(false);
    }
}
