using CacheLayer.Redis.Topology;

namespace CacheLayer.Redis.Dispatch;

/// <summary>Who must confirm what was written.</summary>
internal sealed partial class TopologyRouter
{
    /// <summary>How many replicas must confirm what was written: those that are attached to the primary, and those that are not attached but may still be read by some process.</summary>
    /// <param name="primary">The primary.</param>
    /// <param name="attached">The addresses of those that are attached and alive.</param>
    /// <remarks>Where addresses are translated, nodes of the two groups cannot be matched: then at least the larger number must confirm.</remarks>
    internal int CountReplicas(RedisNode primary, params IReadOnlyList<string> attached)
    {
        var now = Environment.TickCount64;
        var read = Array.FindAll(_nodes, node => node != primary && (node.AckRequiredUntil > now || _state.IsOutOfSight(node, now)));
        return _state.AreTranslated(attached)
            ? Math.Max(attached.Count, read.Length)
            : attached.Count + read.Count(node => !attached.Contains(node.Address.Announced));
    }
}
