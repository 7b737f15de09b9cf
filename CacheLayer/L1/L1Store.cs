using CacheLayer.Keyspaces;

namespace CacheLayer.L1;

/// <summary>What is in memory of one view of a keyspace.</summary>
internal abstract class L1Store(Keyspace keyspace, KeyspacePolicy policy)
{
    private volatile TrackingSession? _session;

    public Keyspace Keyspace => keyspace;

    public KeyspacePolicy Policy => policy;

    public abstract int Count { get; }

    /// <summary>The session that it serves in, or null while it serves nothing.</summary>
    protected TrackingSession? Session => _session;

    /// <summary>Begins anew: empty, and in another session or none.</summary>
    public void Reset(TrackingSession? session)
    {
        _session = null;
        Clear();
        _session = session;
    }

    public abstract void Remove(string id);

    /// <summary>Lets go of everything, whatever is put in meanwhile.</summary>
    protected abstract void Clear();
}
