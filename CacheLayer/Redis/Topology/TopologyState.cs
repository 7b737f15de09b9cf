using CacheLayer.Redis.Connections;
using Microsoft.Extensions.Logging;

namespace CacheLayer.Redis.Topology;

/// <summary>Who is primary, and who may be read until when.</summary>
/// <remarks>
/// A node is read on proof only. A replica that was found at time T to hold all that the primary held at an earlier time S
/// may be read until S + MaxReplicaStaleness; then it must have proved it again. So whatever the primary took at time V is seen by
/// every read that begins after V + MaxReplicaStaleness, whether or not a replica confirmed it: one that hangs, or whose link is
/// broken, is out of use by then in every process, and one that comes back is not read before it has caught up.
/// Where the primary itself does not answer, it cannot acknowledge writes either, and replicas that had all it last said are
/// read for longer. (Left open: a reader that is cut off from the primary, together with the replica it reads from.)
/// </remarks>
internal sealed partial class TopologyState(
    RedisNode[] nodes, bool hasSentinels, string? zone, CacheConnectionOptions options, ILogger logger)
{
    private readonly Lock _gate = new();
    private readonly PrimaryElection _election = new(hasSentinels);
    private readonly NodeInfo?[] _infos = new NodeInfo?[nodes.Length];
    private readonly long _maxReplicaStaleness = (long)options.MaxReplicaStaleness.TotalMilliseconds;
    private readonly long _rest = (long)options.NodeCooldown.TotalMilliseconds;
    private readonly long _outOfSightAfter = (long)Math.Max(options.MaxReplicaStaleness.TotalMilliseconds, 2 * (options.CommandTimeout + options.ProbeInterval).TotalMilliseconds);
    private readonly long _readableWithoutPrimaryFor = (long)options.ReadableWithoutPrimaryFor.TotalMilliseconds;

    // Every process looks so often where an address leads, and then has what a look takes.
    private readonly long _foundOutAfter = (long)(options.MaxReplicaStaleness + options.ConnectTimeout + options.CommandTimeout + options.ReadAttemptTimeout).TotalMilliseconds;
    private long _notReadElsewhereFrom;
    private int _sentinelChoice = PrimaryElection.None;
    private volatile RedisNode? _primary;
    private volatile PrimarySample? _primarySample;
    private volatile ReadOrder _readOrder = new(nodes, null, zone);
    private RedisNode? _lastPrimary;
    private volatile bool _addressesAreOurs;

    /// <summary>Another node than before is the primary, or the primary has restarted. Raised on a thread that must not be kept.</summary>
    public event Action? PrimaryChanged;

    /// <summary>A node says that it is not what it was. Raised on a thread that must not be kept.</summary>
    public event Action? RoleChanged;

    public RedisNode? Primary => _primary;

    /// <summary>The primary, while it answers.</summary>
    public RedisNode? WritablePrimary => _primary is { Health: NodeHealth.Up, TakesWrites: true } primary ? primary : null;

    public PrimarySample? PrimarySample => _primarySample;

    public ReadOrder ReadOrder => _readOrder;

    /// <summary>A node answered a probe.</summary>
    /// <param name="node">The node.</param>
    /// <param name="info">Its answer.</param>
    /// <param name="sample">What the primary had said before the node was asked.</param>
    /// <param name="askedAt">When the node was asked.</param>
    public void Answered(RedisNode node, NodeInfo info, PrimarySample? sample, long askedAt)
    {
        bool changed;
        var (before, answeredAt) = (node.Info, node.AnsweredAt);
        var hasNewRole = before is not null && before.Role != info.Role;
        bool hasRestarted;
        lock (_gate)
        {
            if (node.Health is not NodeHealth.Up || node.Info?.Role != info.Role)
            {
                Log.NodeAnswers(logger, node.Address.Name, info.Role);
                node.RestsUntil = 0;
            }
            else if (askedAt > node.FailedAt)
            {
                node.RestsUntil = Math.Min(node.RestsUntil, node.FailedAt + _rest);
            }

            node.Info = _infos[node.Index] = info;
            node.Health = NodeHealth.Up;
            node.AnsweredAt = askedAt;
            node.IsGone = false;
            Saw(node, askedAt);
            changed = Elect();
            hasRestarted = node == _primary && !changed && HasRestarted(before, info);
            if (node == _primary && info.HasData && (hasRestarted || !info.HasFullDataset))
            {
                // While it loads its data, too: the time in which others carry out again what is missing begins when it can be written to.
                Hold();
            }
            else if (node == _primary && node.RefusesWrites)
            {
                Distrust();
            }

            if (node == _primary)
            {
                _addressesAreOurs = _addressesAreOurs || AreOurs(info.OnlineReplicas);
                _primarySample = new(info.ReplicationId, info.Offset, askedAt, info.OnlineReplicas);
                node.CaughtUpWith = askedAt;
                node.LagBytes = 0;
                node.MayBeReadUntil(info.HasFullDataset && !IsHeld(askedAt) ? askedAt + _maxReplicaStaleness : 0);
            }
            else if (info is { Role: NodeRole.Replica, HasFullDataset: true } && !IsHeld(askedAt))
            {
                node.MayBeReadUntil(ReplicaReadableUntil(node, info, sample, askedAt));
            }
            else
            {
                node.RevokeReadLease();
            }
        }

        Raise(changed);
        if (hasRestarted)
        {
            RaiseRestarted(node, info, answeredAt);
        }

        if (hasNewRole)
        {
            SafeEventInvoker.Invoke(RoleChanged, logger);
        }
    }

    /// <summary>A connection to a node was lost: the node may have restarted, empty, and answer again before the next probe.</summary>
    public void Lost(RedisNode node)
    {
        lock (_gate)
        {
            node.RevokeReadLease();
        }
    }

    /// <summary>The address of a node leads to another server than before. Unless what was there is gone, others may not have found out yet, and read it.</summary>
    public void Replaced(RedisNode node, string runId)
    {
        lock (_gate)
        {
            node.RunId = runId;
            node.RevokeReadLease();
            if (!node.IsGone)
            {
                Volatile.Write(ref _notReadElsewhereFrom, Environment.TickCount64 + _foundOutAfter);
            }
        }
    }

    /// <summary>The time from which no process reads a server that was replaced by another, in <see cref="Environment.TickCount64"/>.</summary>
    public long NotReadElsewhereFrom => Volatile.Read(ref _notReadElsewhereFrom);

    /// <summary>A node did not answer a probe.</summary>
    public void Failed(RedisNode node, NodeHealth health, Exception reason, long askedAt)
    {
        lock (_gate)
        {
            if (node.Health != health)
            {
                Log.NodeFails(logger, node.Address.Name, health, reason.Message);
            }

            node.Health = health;
            Saw(node, askedAt);
            if (RedisFaults.IsConnectionRefused(reason))
            {
                // No server listens there, so no process reads from it now or soon.
                node.IsGone = true;
                node.AckRequiredUntil = 0;
                node.WasReadableUntil = 0;
            }

            if (health is NodeHealth.Down)
            {
                node.ReadableUntil = 0;
            }
            else
            {
                // It may be this process that was late, and then for all nodes alike: ask others first, but do not rule it out.
                node.RestsUntil = Environment.TickCount64 + _maxReplicaStaleness;
            }
        }
    }

    /// <summary>Most sentinels name this node, or <see cref="PrimaryElection.None"/>.</summary>
    public void SentinelsName(int choice)
    {
        bool changed;
        lock (_gate)
        {
            _sentinelChoice = choice;
            changed = Elect();
        }

        Raise(changed);
    }

    private bool Elect()
    {
        var index = _election.Elect(_infos, _sentinelChoice);
        var elected = index == PrimaryElection.None ? null : nodes[index];
        if (elected == _primary)
        {
            return false;
        }

        if (_primary is { } old)
        {
            // A process that has not seen the change yet still reads it as the primary.
            old.AckRequiredUntil = Environment.TickCount64 + _maxReplicaStaleness;
            old.RevokeReadLease();
        }

        if (elected is not null)
        {
            // Replicas are measured against the new one from now on.
            _primarySample = null;
        }

        _primary = elected;
        _readOrder = new(nodes, elected, zone);
        if (elected is null || elected == _lastPrimary)
        {
            return false;
        }

        var before = _lastPrimary;
        _lastPrimary = elected;
        if (before is null)
        {
            Log.PrimaryFound(logger, elected.Address.Name);
            return false;
        }

        Log.PrimaryChanged(logger, elected.Address.Name, before.Address.Name);
        return true;
    }

    private void Raise(bool changed)
    {
        if (changed)
        {
            SafeEventInvoker.Invoke(PrimaryChanged, logger);
        }
    }
}
