using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CacheLayer.Tests.Hybrid;

/// <summary>A host with a hybrid cache, as a process of an application would have it; several of them share a Redis.</summary>
internal sealed class HybridProcess(IHost host) : IAsyncDisposable
{
    public HybridCache Cache { get; } = host.Services.GetRequiredService<HybridCache>();

    public IServiceProvider Services => host.Services;

    public static async Task<HybridProcess> StartAsync(Action<HostApplicationBuilder> configure)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        configure(builder);
        var host = builder.Build();
        await host.StartAsync();
        return new(host);
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        await ((IAsyncDisposable)host).DisposeAsync();
    }
}
