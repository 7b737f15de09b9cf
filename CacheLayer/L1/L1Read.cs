using StackExchange.Redis;

namespace CacheLayer.L1;

/// <summary>A read of Redis whose answer may be kept in memory, if it came from the node that tells of changes, and before a change.</summary>
/// <param name="session">The session that it began in.</param>
/// <param name="begun">How many changes this process had been told of.</param>
internal sealed class L1Read(TrackingSession session, long begun)
{
    private volatile bool _isForeign;

    public TrackingSession Session => session;

    public long Begun => begun;

    /// <summary>Whether another node was asked, too: the answer may be its answer.</summary>
    public bool IsForeign => _isForeign;

    /// <summary>To be called for every node that is asked.</summary>
    public void Asks(IDatabase db)
    {
        if (!session.Node.Pool.Owns(db))
        {
            _isForeign = true;
        }
    }
}
