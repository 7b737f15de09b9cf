namespace CacheLayer.Redis.Connections;

/// <summary>Decides by the load how many connections a pool should have. One caller at a time.</summary>
/// <remarks>
/// It grows at once to what the load needs, when that has lasted a moment, and shrinks one by one long after the load is gone:
/// a connection too many costs little, and one too few makes requests wait.
/// </remarks>
internal sealed class PoolSizing(CacheConnectionOptions options, TimeProvider time)
{
    /// <summary>How long the connections must be busy before there are more.</summary>
    public static readonly TimeSpan BusyFor = TimeSpan.FromSeconds(1);

    /// <summary>How long one fewer must have been enough before there is one fewer.</summary>
    public static readonly TimeSpan IdleFor = TimeSpan.FromSeconds(30);

    private long? _busySince;
    private long? _idleSince;

    /// <param name="connections">How many there are.</param>
    /// <param name="inFlight">How many requests are under way on them.</param>
    /// <returns>How many there should be.</returns>
    public int Wanted(int connections, int inFlight)
    {
        var now = time.GetTimestamp();

        // Busy is more than half full. Idle is when one fewer would be less than a quarter full, so that it does not soon grow again.
        _busySince = inFlight > connections * options.RequestsPerConnection / 2 ? _busySince ?? now : null;
        _idleSince = inFlight < (connections - 1) * options.RequestsPerConnection / 4 ? _idleSince ?? now : null;
        if (connections < options.MaxConnectionsPerNode && HasLasted(_busySince, BusyFor, now))
        {
            _busySince = null;
            return Math.Clamp((2 * inFlight / options.RequestsPerConnection) + 1, connections + 1, options.MaxConnectionsPerNode);
        }

        if (connections > options.MinConnectionsPerNode && HasLasted(_idleSince, IdleFor, now))
        {
            _idleSince = null;
            return connections - 1;
        }

        return connections;
    }

    private bool HasLasted(long? since, TimeSpan length, long now) => since is { } start && time.GetElapsedTime(start, now) >= length;
}
