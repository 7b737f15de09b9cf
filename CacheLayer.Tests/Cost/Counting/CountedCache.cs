using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CacheLayer.Tests.Cost.Counting;

/// <summary>This library as a service uses it, but as quiet as it can be made: what is counted shall be the operations.</summary>
internal sealed class CountedCache(IHost host) : IAsyncDisposable
{
    public CacheAside Aside => host.Services.GetRequiredService<CacheAside>();

    public CacheClient Client => host.Services.GetRequiredService<CacheClient>();

    public CacheInvalidator Invalidator => host.Services.GetRequiredService<CacheInvalidator>();

    public static async Task<CountedCache> StartAsync(string redis)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:cache"] = redis,
            ["CacheLayer:Connections:ProbeInterval"] = "00:00:15",
            ["CacheLayer:Connections:MaxReplicaStaleness"] = "00:01:00",
            ["CacheLayer:Connections:KeepAlive"] = "00:01:00",
            ["CacheLayer:Connections:CommandTimeout"] = "00:00:30",
            ["CacheLayer:Connections:ReadAttemptTimeout"] = "00:00:30",

            // All misses of a run are under way at once.
            ["CacheLayer:Keyspaces:product:LeaseTtl"] = "00:05:00",
            ["CacheLayer:Keyspaces:product:MaxConcurrentFetches"] = "10000",
            ["CacheLayer:Keyspaces:reco:LeaseTtl"] = "00:05:00",
            ["CacheLayer:Keyspaces:reco:MaxConcurrentFetches"] = "10000",
        });
        builder.AddCacheLayer("cache");
        var host = builder.Build();
        await host.StartAsync();
        return new(host);
    }

    /// <summary>Lets the fills under way end.</summary>
    public Task StopAsync() => host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        host.Dispose();
    }
}
