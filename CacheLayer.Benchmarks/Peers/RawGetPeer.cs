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

        foreach (var value in await Task.WhenAll(reads))
        {
            Decode(value);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public static void Decode(RedisValue value)
    {
        if (MessagePackSerializer.Deserialize<Product>((ReadOnlyMemory<byte>)value) is null)
        {
            throw new InvalidOperationException("A product is missing.");
        }
    }
}
