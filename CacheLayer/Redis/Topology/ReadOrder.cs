namespace CacheLayer.Redis.Topology;

/// <summary>The nodes in the order in which this process likes to read them: its own zone first, and in a zone replicas before the primary.</summary>
internal sealed class ReadOrder
{
    private readonly RedisNode[] _nodes;

    public ReadOrder(IEnumerable<RedisNode> nodes, RedisNode? primary, string? zone)
        => _nodes = [.. nodes
            .OrderBy(node => zone is not null && !string.Equals(node.Address.Zone, zone, StringComparison.OrdinalIgnoreCase))
            .ThenBy(node => node == primary)
            .ThenBy(node => node.Index)];

    /// <summary>The best node that is readable and not among <paramref name="tried"/> (a bit per index), a resting one only for want of others.</summary>
    public RedisNode? Pick(ulong tried, long now)
    {
        RedisNode? resting = null;
        foreach (var node in _nodes)
        {
            if (node.ReadableUntil > now && (tried & (1UL << node.Index)) == 0)
            {
                if (node.RestsUntil <= now)
                {
                    return node;
                }

                resting ??= node;
            }
        }

        return resting;
    }
}
