using CacheLayer.Benchmarks.Redis;

namespace CacheLayer.Benchmarks.Peers;

/// <summary>All caches, connected to the same Redis and filled.</summary>
internal sealed class PeerSet : IAsyncDisposable
{
    private PeerSet(IReadOnlyList<ICachePeer> all, PeerData data)
    {
        All = all;
        Data = data;
    }

    public IReadOnlyList<ICachePeer> All { get; }

    public PeerData Data { get; }

    /// <summary>This library, with pools of several sizes.</summary>
    public static Task<PeerSet> OpenAsync(BenchmarkRedis redis, IEnumerable<int> connections)
        => OpenAsync(redis, connections.Select(count => new CacheLayerPeer(redis.ConnectionString, count)), only: [""]);

    public static Task<PeerSet> OpenAsync(BenchmarkRedis redis, string[] only) => OpenAsync(
        redis,
        [
            new CacheLayerPeer(redis.ConnectionString),
            new CacheLayerPeer(redis.ConnectionString, inMemory: true),
            new FusionCachePeer(redis.ConnectionString, inMemory: false),
            new FusionCachePeer(redis.ConnectionString, inMemory: true),
            new HybridCachePeer(redis.ConnectionString, inMemory: false),
            new HybridCachePeer(redis.ConnectionString, inMemory: true),
            new DistributedCachePeer(redis.ConnectionString),
        ],
        only);

    public async ValueTask DisposeAsync()
    {
        foreach (var peer in All)
        {
            await peer.DisposeAsync();
        }
    }

    private static async Task<PeerSet> OpenAsync(BenchmarkRedis redis, IEnumerable<ICachePeer> others, string[] only)
    {
        ICachePeer[] candidates = [new RawGetPeer(redis.Database), new RawMgetPeer(redis.Database), new BareSocketPeer(redis.ConnectionString), .. others];
        var peers = new List<ICachePeer>();
        var data = new PeerData();
        foreach (var peer in candidates)
        {
            if (peer is RawGetPeer or RawMgetPeer || Array.Exists(only, part => peer.Name.Contains(part, StringComparison.OrdinalIgnoreCase)))
            {
                await peer.FillAsync(data);
                peers.Add(peer);
            }
            else
            {
                await peer.DisposeAsync();
            }
        }

        return new PeerSet(peers, data);
    }
}
