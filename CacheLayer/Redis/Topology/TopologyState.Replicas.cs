using CacheLayer.Redis.Connections;

namespace CacheLayer.Redis.Topology;

/// <summary>Which replicas may be read, here and by others.</summary>
internal sealed partial class TopologyState
{
    /// <summary>
    /// Whether the addresses by which the primary knows its replicas are translated on their way here, so that they cannot be matched with its replicas:
    /// none is ours, and none ever was. Else those that are not are of nodes that the connection string does not name.
    /// </summary>
    public bool AreTranslated(IReadOnlyList<string> replicas) => replicas.Count > 0 && !_addressesAreOurs && !AreOurs(replicas);

    /// <summary>
    /// Whether a node was not asked for so long that others may have found meanwhile that it has what the primary has, and read it: this
    /// process has just started, or stood still.
    /// </summary>
    public bool IsOutOfSight(RedisNode node, long now) => now - node.AskedAt > _outOfSightAfter;

    private void Saw(RedisNode node, long askedAt)
    {
        if (IsOutOfSight(node, askedAt))
        {
            node.AckRequiredUntil = Math.Max(node.AckRequiredUntil, Environment.TickCount64 + _maxReplicaStaleness);
        }

        node.AskedAt = askedAt;
    }

    private long ReplicaReadableUntil(RedisNode node, NodeInfo info, PrimarySample? sample, long askedAt)
    {
        if (sample is not null && sample.ReplicationId == info.ReplicationId && IsWaitedFor(node, sample))
        {
            node.LagBytes = Math.Max(0, sample.Offset - info.Offset);
            if (node.LagBytes == 0)
            {
                node.CaughtUpWith = sample.AskedAt;

                // Another process may have found out later than this one, and reads it so much longer.
                node.AckRequiredUntil = askedAt + (2 * _maxReplicaStaleness);
            }
        }

        var nobodyElseToAsk = _primary is not { Health: NodeHealth.Up }
            && _primarySample is { } last
            && node.CaughtUpWith == last.AskedAt
            && askedAt - last.AskedAt < _readableWithoutPrimaryFor;
        return (nobodyElseToAsk ? askedAt : node.CaughtUpWith) + _maxReplicaStaleness;
    }

    /// <summary>
    /// Whether invalidations waited for the node when the sample was taken. While it is syncing they do not: it may be read only when it has all that the primary had
    /// at a moment from which on they do.
    /// </summary>
    private bool IsWaitedFor(RedisNode node, PrimarySample sample)
        => sample.OnlineReplicas.Contains(node.Address.Announced)
            || AreTranslated(sample.OnlineReplicas);

    private bool AreOurs(IReadOnlyList<string> replicas) => replicas.Any(address => Array.Exists(nodes, node => node.Address.Announced == address));
}
