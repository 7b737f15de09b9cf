using CacheLayer.Catalogue;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;

namespace CacheLayer.Benchmarks.Peers;

/// <summary>Microsoft's HybridCache over Redis, with or without its in-process cache.</summary>
internal sealed class HybridCachePeer(string redis, bool inMemory) : ICachePeer
{
    private static readonly Func<CancellationToken, ValueTask<Product>> NoFetch =
        _ => throw new InvalidOperationException("A read that should have hit went to the origin.");

    private readonly ServiceProvider _services = Services.Over(redis, "hybrid:", services => services.AddHybridCache().AddSerializer<Product, MessagePackHybridSerializer>());
    private readonly HybridCacheEntryOptions _options = new()
    {
        Expiration = PeerData.Ttl,
        LocalCacheExpiration = PeerData.Ttl,
        Flags = inMemory ? HybridCacheEntryFlags.None : HybridCacheEntryFlags.DisableLocalCache,
    };

    public string Name => inMemory ? "HybridCache L1+L2" : "HybridCache L2";

    private HybridCache Cache => field ??= _services.GetRequiredService<HybridCache>();

    public async Task FillAsync(PeerData data)
    {
        foreach (var (id, product) in data.Products)
        {
            await Cache.SetAsync(id, product, _options);
        }
    }

    public async ValueTask ReadAsync(string id) => await Cache.GetOrCreateAsync(id, NoFetch, _options);

    public async ValueTask ReadManyAsync(string[] ids) => await ManyReads.AtOnceAsync(this, ids);

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
