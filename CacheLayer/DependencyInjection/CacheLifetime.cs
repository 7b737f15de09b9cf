using Microsoft.Extensions.Hosting;

namespace CacheLayer.DependencyInjection;

/// <summary>Opens the connections before anything else starts, and lets fills end after everything else has stopped.</summary>
internal sealed class CacheLifetime(CacheServices services) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => services.StartAsync(cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => services.DrainAsync();
}
