using CacheLayer.Catalogue;
using MessagePack;
using StackExchange.Redis;

namespace CacheLayer.Benchmarks.Peers;

/// <summary>StackExchange.Redis and MessagePack by hand: the floor that every cache stands on.</summary>
internal sealed class RawGetPeer(ConnectionMultiplexer connection) : ICachePeer
{
    private readonly IDatabase _database = connection.GetDatabase();

    public string Name => "raw GET";

    public static string Key(string id) => $"raw:{id}";

    public async Task FillAsync(PeerData data)
    {
        foreach (var (id, product) in data.Products)
        {
            await _database.StringSetAsync(Key(id), MessagePackSerializer.Serialize(product), PeerData.Ttl);
        }
    }

    public async ValueTask ReadAsync(string id) => Decode(await _database.StringGetAsync(Key(id)));

    public async ValueTask ReadManyAsync(string[] ids)
    {
        var reads = new Task<RedisValue>[ids.Length];
        for (var i = 0; i < ids.Length; i++)
        {
            reads[i] = _database.StringGetAsync(Key(ids[i]));
        }

        foreach (var value in await Task.WhenAll(reads))
        {
            Decode(value);
        }
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    public static void Decode(RedisValue value)
    {
        if (MessagePackSerializer.Deserialize<Product>((ReadOnlyMemory<byte>)value) is null)
        {
            throw new InvalidOperationException("A product is missing.");
        }
    }
}
