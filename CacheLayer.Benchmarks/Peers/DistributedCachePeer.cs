using CacheLayer.Catalogue;
using MessagePack;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;

namespace CacheLayer.Benchmarks.Peers;

/// <summary>Microsoft's <c>IDistributedCache</c> over Redis with MessagePack.</summary>
internal sealed class DistributedCachePeer(string redis) : ICachePeer
{
    private readonly ServiceProvider _services = Services.Over(redis, "dist:", _ => { });

    public string Name => "IDistributedCache";

    private IDistributedCache Cache => field ??= _services.GetRequiredService<IDistributedCache>();

    public async Task FillAsync(PeerData data)
    {
        foreach (var (id, product) in data.Products)
        {
            await Cache.SetAsync(id, MessagePackSerializer.Serialize(product), new DistributedCacheEntryOptions { AbsoluteExpirationRelativeToNow = PeerData.Ttl });
        }
    }

    public async ValueTask ReadAsync(string id)
    {
        if (await Cache.GetAsync(id) is not { } bytes || MessagePackSerializer.Deserialize<Product>(bytes) is null)
        {
            throw new InvalidOperationException("A product is missing.");
        }
    }

    public async ValueTask ReadManyAsync(string[] ids) => await ManyReads.AtOnceAsync(this, ids);

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
