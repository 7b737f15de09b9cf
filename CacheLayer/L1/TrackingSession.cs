using CacheLayer.Redis.Topology;

namespace CacheLayer.L1;

/// <summary>An uninterrupted time in which a node reports every change to this process. Times are <see cref="Environment.TickCount64"/>.</summary>
/// <param name="node">The node.</param>
/// <param name="prefixes">The prefixes of the keys that it reports.</param>
/// <param name="readLeaseEpoch">The node's <see cref="RedisNode.ReadLeaseEpoch"/> when it began.</param>
/// <param name="heardUntil">Until when it may be relied on, unless the node is heard again.</param>
internal sealed class TrackingSession(RedisNode node, string[] prefixes, int readLeaseEpoch, long heardUntil)
{
    private const long Ended = 0;

    private long _heardUntil = heardUntil;

    public RedisNode Node => node;

    /// <summary>Whether the node reports changes of keys with this prefix.</summary>
    public bool Tracks(string prefix) => Array.IndexOf(prefixes, prefix) >= 0;

    /// <summary>Whether the node was not found out of sync since the session began.</summary>
    public bool IsUnbroken => node.ReadLeaseEpoch == readLeaseEpoch;

    /// <summary>
    /// Whether what was read in this session, and not named by the node since, is what a read of the node would find: the node
    /// was heard lately, and may be read at all.
    /// </summary>
    public bool Serves(long now) => Volatile.Read(ref _heardUntil) > now && node.ReadableUntil > now && IsUnbroken;

    /// <summary>Whether the node was heard lately.</summary>
    public bool IsHeard(long now) => Volatile.Read(ref _heardUntil) > now;

    /// <summary>The node has answered a ping: it has reported every change up to when that was sent.</summary>
    public void Heard(long until)
    {
        var current = Volatile.Read(ref _heardUntil);
        if (current is not Ended)
        {
            // Not revived when it ends just now.
            Interlocked.CompareExchange(ref _heardUntil, until, current);
        }
    }

    /// <summary>Nothing is served in it any more.</summary>
    public void End() => Volatile.Write(ref _heardUntil, Ended);

    /// <summary>Ends it and begins another one that relies on the same.</summary>
    public void End(out TrackingSession next) => next = new(node, prefixes, readLeaseEpoch, Interlocked.Exchange(ref _heardUntil, Ended));
}
