using CacheLayer.Redis.Cluster;

namespace CacheLayer.Tests.Cluster;

/// <summary>Keys that lie where a test needs them.</summary>
internal static class ClusterKeys
{
    /// <summary>Another key in the slot of one.</summary>
    public static string Neighbour(string key)
    {
        var slot = HashSlot.Of(key);
        return Enumerable.Range(0, int.MaxValue).Select(i => $"{key[..(key.IndexOf(':') + 1)]}{i}").First(other => other != key && HashSlot.Of(other) == slot);
    }

    /// <summary>Ids of which the first is in the first third of the slots, and so on: one on each shard of a new cluster.</summary>
    public static string[] OnEachShard(string prefix)
        => [.. Enumerable.Range(0, 3).Select(shard => Enumerable.Range(0, int.MaxValue).Select(i => $"{i}").First(id => HashSlot.Of($"{prefix}:{id}") * 3 / HashSlot.Count == shard))];
}
