namespace CacheLayer.Redis.Connections;

/// <summary>What a node says it is.</summary>
internal enum NodeRole
{
    /// <summary>It has not answered yet.</summary>
    Unknown,

    /// <summary>It takes writes; only one node is trusted to be the primary, see <see cref="Topology.NodeStatus.IsPrimary"/>.</summary>
    Primary,

    /// <summary>It follows a primary.</summary>
    Replica,
}
