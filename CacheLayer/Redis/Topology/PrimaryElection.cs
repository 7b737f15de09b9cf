using CacheLayer.Redis.Connections;

namespace CacheLayer.Redis.Topology;

/// <summary>Decides which node is written to. Not safe for concurrent use.</summary>
/// <remarks>
/// A node's word alone is worth nothing: an old primary that comes back calls itself primary until the sentinels reach it,
/// takes writes and loses them all. So a node is followed
/// 1. at once, when it continues the history of the primary we followed: only a promotion makes that, and neither a restart
///    nor a return does;
/// 2. when the sentinels name it, unless all they say is what they already said when we last followed a promotion;
/// 3. where there are no sentinels, or none answers, when it is the only one that calls itself primary and most nodes share its history.
/// In a shard of a cluster, what the nodes of the whole cluster agree on takes the sentinels' place: see <see cref="Cluster.ClusterLayout"/>.
/// </remarks>
internal sealed class PrimaryElection(bool hasSentinels)
{
    public const int None = -1;

    private int _primary = None;
    private int _heededChoice = None;
    private string? _replicationId;
    private string? _replicationIdBeforeRestart;

    /// <summary>Decides again.</summary>
    /// <param name="nodes">What each node said last; null for one that never answered.</param>
    /// <param name="sentinelChoice">The node that most sentinels name, or <see cref="None"/>.</param>
    /// <returns>The primary's index, or <see cref="None"/>.</returns>
    public int Elect(ReadOnlySpan<NodeInfo?> nodes, int sentinelChoice)
    {
        NoteRestart(nodes);
        if (Successor(nodes) is var successor and not None)
        {
            Follow(successor, nodes, sentinelChoice);
        }
        else if (IsChosen(nodes, sentinelChoice))
        {
            Follow(sentinelChoice, nodes, sentinelChoice);
        }
        else if (_primary == None || nodes[_primary]?.Role is not NodeRole.Primary)
        {
            Follow(sentinelChoice == None ? Undisputed(nodes) : None, nodes, sentinelChoice);
        }
        else if (sentinelChoice == _primary)
        {
            _heededChoice = sentinelChoice;
        }

        return _primary;
    }

    // A primary that restarted has a new replication id; a replica promoted in its place continues the previous one.
    private void NoteRestart(ReadOnlySpan<NodeInfo?> nodes)
    {
        if (_primary != None && nodes[_primary] is { Role: NodeRole.Primary } info && info.ReplicationId != _replicationId)
        {
            (_replicationIdBeforeRestart, _replicationId) = (_replicationId, info.ReplicationId);
        }
    }

    private int Successor(ReadOnlySpan<NodeInfo?> nodes)
    {
        for (var i = 0; i < nodes.Length; i++)
        {
            if (i != _primary
                && nodes[i] is { Role: NodeRole.Primary } info
                && _replicationId is not null
                && (info.SecondaryReplicationId == _replicationId || info.SecondaryReplicationId == _replicationIdBeforeRestart))
            {
                return i;
            }
        }

        return None;
    }

    private bool IsChosen(ReadOnlySpan<NodeInfo?> nodes, int choice)
    {
        if (choice == None || choice == _primary || nodes[choice] is not { Role: NodeRole.Primary } chosen)
        {
            return false;
        }

        if (_primary == None || nodes[_primary] is not { Role: NodeRole.Primary } current)
        {
            return true;
        }

        return choice != _heededChoice && chosen.ReplicationId != current.SecondaryReplicationId;
    }

    private int Undisputed(ReadOnlySpan<NodeInfo?> nodes)
    {
        var candidate = None;
        for (var i = 0; i < nodes.Length; i++)
        {
            if (nodes[i] is { Role: NodeRole.Primary })
            {
                if (candidate != None)
                {
                    return None;
                }

                candidate = i;
            }
        }

        if (candidate == None)
        {
            return None;
        }

        var followers = 0;
        foreach (var node in nodes)
        {
            followers += node?.ReplicationId == nodes[candidate]!.ReplicationId ? 1 : 0;
        }

        return !hasSentinels || followers > nodes.Length / 2 ? candidate : None;
    }

    private void Follow(int node, ReadOnlySpan<NodeInfo?> nodes, int sentinelChoice)
    {
        _primary = node;
        _heededChoice = sentinelChoice;
        if (node != None)
        {
            _replicationId = nodes[node]!.ReplicationId;
            _replicationIdBeforeRestart = null;
        }
    }
}
