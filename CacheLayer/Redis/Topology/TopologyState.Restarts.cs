using CacheLayer.Redis.Connections;

namespace CacheLayer.Redis.Topology;

/// <summary>
/// A primary that restarted with data: it may have come back as it was at some earlier time, with what was removed since. And one that takes no
/// removals: what it has may be old, and nothing can mend that.
/// </summary>
internal sealed partial class TopologyState
{
    private long _heldUntil;
    private long _snapshotRestoredAt;
    private volatile Task _replay = Task.CompletedTask;

    /// <summary>Carries out again what this process lately did to the nodes, or null; ends when that is confirmed.</summary>
    public Func<Task>? Replay { get; set; }

    /// <summary>
    /// When the primary was last found to have restarted from a snapshot, in <see cref="Environment.TickCount64"/>; 0 for never. The age of the snapshot is
    /// not known, and the processes that could replay what it lacks may have ended, so nothing stored before may be served. Set before
    /// <see cref="PrimaryChanged"/> is raised.
    /// </summary>
    public long SnapshotRestoredAt => Volatile.Read(ref _snapshotRestoredAt);

    // No process reads it before those that invalidate have seen the restart as well, and have repeated what is missing.
    private bool IsHeld(long now) => now < _heldUntil || !_replay.IsCompleted || _primary is { RefusesWrites: true };

    private static bool HasRestarted(NodeInfo? before, NodeInfo info)
        => before is { Role: NodeRole.Primary } && info.Role is NodeRole.Primary && before.RunId.Length > 0 && info.RunId.Length > 0 && before.RunId != info.RunId;

    // A server that already ran while the previous one still answered has its data by replication, not from a file: only the address was moved to it.
    private static bool IsFromSnapshot(NodeInfo info, long answeredBefore)
        => info is { HasData: true, IsAppendOnly: false } && (info.Uptime - 1) * 1000 <= Environment.TickCount64 - answeredBefore;

    private void Hold()
    {
        _heldUntil = Environment.TickCount64 + _maxReplicaStaleness;
        _primarySample = null;
        Distrust();
    }

    private void Distrust()
    {
        foreach (var node in nodes)
        {
            // Replicas copy what the primary has. No read waits for one of them meanwhile.
            node.RevokeReadLease();
            node.WasReadableUntil = 0;
        }
    }

    private void RaiseRestarted(RedisNode node, NodeInfo info, long answeredBefore)
    {
        if (info.HasData)
        {
            Log.PrimaryRestartedWithData(logger, node.Address.Name);
            if (IsFromSnapshot(info, answeredBefore))
            {
                Log.SnapshotRestored(logger, node.Address.Name);
                Volatile.Write(ref _snapshotRestoredAt, Environment.TickCount64);
            }

            if (Replay is { } replay)
            {
                _replay = Task.Run(replay);
            }
        }
        else
        {
            Log.PrimaryRestartedEmpty(logger, node.Address.Name);
        }

        SafeEventInvoker.Invoke(PrimaryChanged, logger);
    }
}
