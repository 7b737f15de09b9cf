using StackExchange.Redis;

namespace CacheLayer.L1;

/// <summary>A read of Redis whose answer may be kept in memory, if it came from a tracked node, before a change.</summary>
/// <param name="sessions">The sessions that went on when it began.</param>
/// <param name="begun">How many changes had been reported to this process.</param>
internal sealed class L1Read(TrackingSession[] sessions, long begun)
{
    private TrackingSession? _asked = sessions is [var only] ? only : null;
    private volatile bool _isForeign;

    public long Begun => begun;

    /// <summary>The session of the node that answered; null when that may have been an untracked one.</summary>
    public TrackingSession? Session => _isForeign ? null : _asked;

    /// <summary>The same for another key that is read at the same time, and maybe of another node.</summary>
    public L1Read ForAnotherKey() => new(sessions, begun);

    /// <summary>To be called for every node that is asked.</summary>
    public void Asks(IDatabase db)
    {
        foreach (var session in sessions)
        {
            if (session.Node.Pool.Owns(db))
            {
                _isForeign |= (Interlocked.CompareExchange(ref _asked, session, null) ?? session) != session;
                return;
            }
        }

        _isForeign = true;
    }
}
