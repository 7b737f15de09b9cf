using CacheLayer.Keyspaces;

namespace CacheLayer.L1;

/// <summary>What is in memory of one view of a keyspace.</summary>
internal abstract class L1Store(Keyspace keyspace, KeyspacePolicy policy) : KeyspaceView(keyspace)
{
    /// <summary>What its keys begin with.</summary>
    public string Prefix { get; } = $"{keyspace.Prefix}:";

    public KeyspacePolicy Policy => policy;

    public abstract int Count { get; }

    public abstract void Remove(string id);

    /// <summary>Removes everything. Values added meanwhile may stay: no session serves what was read in another one.</summary>
    public abstract void Clear();
}
