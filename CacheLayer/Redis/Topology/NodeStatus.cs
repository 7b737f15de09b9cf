using CacheLayer.Redis.Connections;

namespace CacheLayer.Redis.Topology;

/// <summary>What the router knows about one node, from the last probe.</summary>
/// <param name="Name">Its address, <c>host:port</c>.</param>
/// <param name="Zone">Its zone, or null.</param>
/// <param name="Role">What it says it is.</param>
/// <param name="IsPrimary">Whether it is the primary that this router writes to.</param>
/// <param name="IsConnected">Whether a connection is open.</param>
/// <param name="IsReadable">Whether reads may go to it now.</param>
/// <param name="LinkUp">Whether a replica is connected to its primary.</param>
/// <param name="LagBytes">How many bytes of replication a replica had not yet taken when it was asked; 0 for the primary.</param>
/// <param name="UsedMemory">Bytes in use.</param>
/// <param name="MaxMemory">Bytes it may use, or 0 without a limit.</param>
/// <param name="EvictedKeys">Keys evicted since the node started.</param>
/// <param name="InFlight">Requests of this process under way on it.</param>
/// <param name="Connections">Connections of this process to it.</param>
/// <param name="Fault">Why it cannot be used as it should, to be read behind its name; or null.</param>
internal sealed record NodeStatus(
    string Name,
    string? Zone,
    NodeRole Role,
    bool IsPrimary,
    bool IsConnected,
    bool IsReadable,
    bool LinkUp,
    long LagBytes,
    long UsedMemory,
    long MaxMemory,
    long EvictedKeys,
    int InFlight,
    int Connections,
    string? Fault)
{
    /// <summary>Whether it stores nothing more for want of memory.</summary>
    public bool IsFull { get; init; }

    /// <summary>Whether it refuses all writes because its disk fails.</summary>
    public bool RefusesWrites { get; init; }
}
