using StackExchange.Redis;

namespace CacheLayer.Benchmarks.Peers;

/// <summary>One MGET by hand; shares the keys and the connection of <see cref="RawGetPeer"/>.</summary>
internal sealed class RawMgetPeer(IDatabase database) : ICachePeer
{
    public string Name => "raw MGET";

    public bool Reads(int keys) => keys > 1;

    public Task FillAsync(PeerData data) => Task.CompletedTask;

    public ValueTask ReadAsync(string id) => throw new NotSupportedException();

    public async ValueTask ReadManyAsync(string[] ids)
    {
        var keys = new RedisKey[ids.Length];
        for (var i = 0; i < ids.Length; i++)
        {
            keys[i] = RawGetPeer.Key(ids[i]);
        }

        RawGetPeer.Decode(await database.StringGetAsync(keys));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
