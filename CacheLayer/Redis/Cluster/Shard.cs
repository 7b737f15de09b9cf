using CacheLayer.Redis.Dispatch;

namespace CacheLayer.Redis.Cluster;

/// <summary>A shard for as long as it has slots; its router is another one when nodes have joined or left it.</summary>
internal sealed class Shard(TopologyRouter router, HashSet<string> members)
{
    private volatile TopologyRouter _router = router;

    public TopologyRouter Router
    {
        get => _router;
        set => _router = value;
    }

    /// <summary>The addresses of its nodes.</summary>
    public HashSet<string> Members { get; set; } = members;
}
