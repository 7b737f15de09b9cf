using CacheLayer.Redis.Connections;

namespace CacheLayer.Redis.Topology;

/// <summary>
/// A primary that restarted with data: it may have come back as it was at some earlier time, with what was removed since. And one that takes no
/// removals: what it has may be old, and nothing can mend that.
/// </summary>
internal sealed partial class TopologyState
{
    private long _heldUntil;
    private volatile Task _replay = Task.CompletedTask;

    /// <summary>Carries out again what this process lately did to the nodes, or null; ends when that is confirmed.</summary>
    public Func<Task>? Replay { get; set; }

    // No process reads it before those that invalidate have seen the restart as well, and have repeated what is missing.
    private bool IsHeld(long now) => now < _heldUntil || !_replay.IsCompleted || _primary is { RefusesWrites: true };

    private static bool HasRestarted(NodeInfo? before, NodeInfo info)
        => before is { Role: NodeRole.Primary } && info.Role is NodeRole.Primary && before.RunId.Length > 0 && info.RunId.Length > 0 && before.RunId != info.RunId;

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

    private void RaiseRestarted(RedisNode node, bool hasData)
    {
        if (hasData)
        {
            Log.PrimaryRestartedWithData(logger, node.Address.Name);
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
