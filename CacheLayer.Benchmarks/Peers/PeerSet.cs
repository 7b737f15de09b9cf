using StackExchange.Redis;

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
    public static Task<PeerSet> OpenAsync(string redis, IEnumerable<int> connections)
        => OpenAsync(redis, connections.Select(count => new CacheLayerPeer(redis, count)), only: null);

    public static Task<PeerSet> OpenAsync(string redis, string? only) => OpenAsync(
        redis,
        [
            new CacheLayerPeer(redis),
            new FusionCachePeer(redis, inMemory: false),
            new FusionCachePeer(redis, inMemory: true),
            new HybridCachePeer(redis, inMemory: false),
            new HybridCachePeer(redis, inMemory: true),
            new DistributedCachePeer(redis),
        ],
        only);

    public async ValueTask DisposeAsync()
    {
        foreach (var peer in All)
        {
            await peer.DisposeAsync();
        }
    }

    private static async Task<PeerSet> OpenAsync(string redis, IEnumerable<ICachePeer> others, string? only)
    {
        var options = ConfigurationOptions.Parse(redis);
        options.AllowAdmin = true;
        var connection = await ConnectionMultiplexer.ConnectAsync(options);
        await connection.GetServers()[0].FlushAllDatabasesAsync();
        ICachePeer[] candidates = [new RawGetPeer(connection), new RawMgetPeer(connection), .. others];
        var peers = new List<ICachePeer>();
        var data = new PeerData();
        foreach (var peer in candidates)
        {
            if (only is null || peer is RawGetPeer or RawMgetPeer || peer.Name.Contains(only, StringComparison.OrdinalIgnoreCase))
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
