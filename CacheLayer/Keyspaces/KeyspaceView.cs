namespace CacheLayer.Keyspaces;

/// <summary>What is kept in this process for one view of a keyspace.</summary>
internal abstract class KeyspaceView(Keyspace keyspace)
{
    public Keyspace Keyspace => keyspace;
}
