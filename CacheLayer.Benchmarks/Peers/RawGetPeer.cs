using CacheLayer.Catalogue;
using MessagePack;
using StackExchange.Redis;

namespace CacheLayer.Benchmarks.Peers;

/// <summary>StackExchange.Redis and MessagePack by hand: the floor that every cache stands on.</summary>
internal sealed class RawGetPeer(IDatabase database) : ICachePeer
{
    public string Name => "raw GET";

    public static string Key(string id) => $"raw:{id}";

    public async Task FillAsync(PeerData data)
    {
        foreach (var (id, product) in data.Products)
        {
            await database.StringSetAsync(Key(id), MessagePackSerializer.Serialize(product), PeerData.Ttl);
        }
    }

    public async ValueTask ReadAsync(string id) => Decode(await database.StringGetAsync(Key(id)));

    public async ValueTask ReadManyAsync(string[] ids)
    {
        var reads = new Task<RedisValue>[ids.Length];
        for (var i = 0; i < ids.Length; i++)
        {
            reads[i] = database.StringGetAsync(Key(ids[i]));
        }

        Decode(await Task.WhenAll(reads));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>All products at once, as whoever reads several wants them.</summary>
    public static Product[] Decode(RedisValue[] values)
    {
        var products = new Product[values.Length];
        for (var i = 0; i < products.Length; i++)
        {
            products[i] = Decode(values[i]);
        }

        return products;
    }

    private static Product Decode(RedisValue value)
        => MessagePackSerializer.Deserialize<Product>((ReadOnlyMemory<byte>)value) ?? throw new InvalidOperationException("A product is missing.");
}
