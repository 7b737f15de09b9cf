using CacheLayer.Redis.Connections;

namespace CacheLayer.Redis.Topology;

/// <summary>One node: its connections, and what the router knows about it. Times are <see cref="Environment.TickCount64"/>.</summary>
internal sealed class RedisNode(int index, NodeAddress address, NodeConnectionPool pool)
{
    private long _askedAt = long.MinValue / 2;
    private long _answeredAt;
    private long _readableUntil;
    private long _wasReadableUntil;
    private long _failedAt;
    private long _restsUntil;
    private long _countsUntil;
    private int _readLeaseEpoch;
    private string? _runId;
    private Inspection? _inspection;

    public int Index => index;

    public NodeAddress Address => address;

    public NodeConnectionPool Pool => pool;

    /// <summary>The server that its address led to last, by its run id; null before that is known. An answer of another one is not its answer.</summary>
    public string? RunId
    {
        get => Volatile.Read(ref _runId);
        set => Volatile.Write(ref _runId, value);
    }

    /// <summary>What the last look at it over a new connection showed, or null.</summary>
    public Inspection? Inspection
    {
        get => Volatile.Read(ref _inspection);
        set => Volatile.Write(ref _inspection, value);
    }

    /// <summary>Whether nothing listened at its address when it was last asked: what was there is gone, and no process reads it.</summary>
    public volatile bool IsGone;

    /// <summary>What it last said, or null.</summary>
    public NodeInfo? Info { get; set; }

    public volatile NodeHealth Health;

    /// <summary>Whether writes to it are answered; if not, no caller waits for one until a probe has been answered.</summary>
    public volatile bool TakesWrites = true;

    /// <summary>Whether it refuses all writes, removals too, because its disk fails.</summary>
    public volatile bool RefusesWrites;

    /// <summary>Whether reads found that it hangs: no caller waits for it until it has answered a probe.</summary>
    public bool Hangs => Health is NodeHealth.Unresponsive && ReadableUntil == 0;

    /// <summary>When the last probe of it began that is over, answered or not; long ago for never.</summary>
    public long AskedAt
    {
        get => Volatile.Read(ref _askedAt);
        set => Volatile.Write(ref _askedAt, value);
    }

    /// <summary>When it last answered a probe.</summary>
    public long AnsweredAt
    {
        get => Volatile.Read(ref _answeredAt);
        set => Volatile.Write(ref _answeredAt, value);
    }

    /// <summary>When the sample was taken that it last proved to have; 0 for never.</summary>
    public long CaughtUpWith { get; set; }

    /// <summary>Bytes it had not yet taken when it was asked.</summary>
    public long LagBytes { get; set; }

    /// <summary>The end of the time in which it may be read, unless it proves again to be up to date.</summary>
    public long ReadableUntil
    {
        get => Volatile.Read(ref _readableUntil);
        set => Volatile.Write(ref _readableUntil, value);
    }

    /// <summary>What <see cref="ReadableUntil"/> was last set to on proof; it stays when the connection is lost.</summary>
    public long WasReadableUntil
    {
        get => Volatile.Read(ref _wasReadableUntil);
        set => Volatile.Write(ref _wasReadableUntil, value);
    }

    /// <summary>Rises whenever the node loses its read lease, for however short a time.</summary>
    public int ReadLeaseEpoch => Volatile.Read(ref _readLeaseEpoch);

    public void MayBeReadUntil(long time)
    {
        if (ReadableUntil <= Environment.TickCount64)
        {
            // Counted before it is readable again.
            Volatile.Write(ref _readLeaseEpoch, _readLeaseEpoch + 1);
        }

        ReadableUntil = time;
        WasReadableUntil = Math.Max(WasReadableUntil, time);
    }

    public void RevokeReadLease()
    {
        CaughtUpWith = 0;
        ReadableUntil = 0;
    }

    /// <summary>Until then some process may be reading the node, so invalidations need its acknowledgement.</summary>
    public long AckRequiredUntil
    {
        get => Volatile.Read(ref _countsUntil);
        set => Volatile.Write(ref _countsUntil, value);
    }

    /// <summary>When a read last found it failing.</summary>
    public long FailedAt
    {
        get => Volatile.Read(ref _failedAt);
        set => Volatile.Write(ref _failedAt, value);
    }

    /// <summary>Asked only when no other node can answer, until then.</summary>
    public long RestsUntil
    {
        get => Volatile.Read(ref _restsUntil);
        set => Volatile.Write(ref _restsUntil, value);
    }
}
