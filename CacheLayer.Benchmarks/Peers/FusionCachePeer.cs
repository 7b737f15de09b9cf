using CacheLayer.Catalogue;
using Microsoft.Extensions.DependencyInjection;
using ZiggyCreatures.Caching.Fusion;

namespace CacheLayer.Benchmarks.Peers;

/// <summary>FusionCache over the same Redis, with or without its in-process cache.</summary>
internal sealed class FusionCachePeer(string redis, bool inMemory) : ICachePeer
{
    private static readonly Func<FusionCacheFactoryExecutionContext<Product>, CancellationToken, Task<Product>> NoFetch =
        (_, _) => throw new InvalidOperationException("A read that should have hit went to the origin.");

    private readonly ServiceProvider _services = Services.Over(redis, "fusion:", services => services.AddFusionCache().WithRegisteredDistributedCache().WithSerializer(new MessagePackFusionSerializer()));
    private readonly FusionCacheEntryOptions _options = new(PeerData.Ttl)
    {
        SkipMemoryCacheRead = !inMemory,
        SkipMemoryCacheWrite = !inMemory,
        AllowBackgroundDistributedCacheOperations = false,
    };

    public string Name => inMemory ? "FusionCache L1+L2" : "FusionCache L2";

    private IFusionCache Cache => field ??= _services.GetRequiredService<IFusionCache>();

    public async Task FillAsync(PeerData data)
    {
        foreach (var (id, product) in data.Products)
        {
            await Cache.SetAsync(id, product, _options);
        }
    }

    public async ValueTask ReadAsync(string id) => await Cache.GetOrSetAsync(id, NoFetch, default(MaybeValue<Product>), _options);

    public async ValueTask ReadManyAsync(string[] ids) => await ManyReads.AtOnceAsync(this, ids);

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
