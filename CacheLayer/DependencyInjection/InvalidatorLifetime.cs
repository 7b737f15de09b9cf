using Microsoft.Extensions.Hosting;

namespace CacheLayer.DependencyInjection;

/// <summary>Opens the connections of the invalidations at the start, where requests invalidate: none of them shall wait for a connection.</summary>
internal sealed class InvalidatorLifetime(CacheServices services) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => services.Invalidator.OpenAsync().WaitAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
