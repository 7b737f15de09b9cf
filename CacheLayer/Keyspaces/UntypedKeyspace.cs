namespace CacheLayer.Keyspaces;

/// <summary>A keyspace of which this process knows the keys only: it invalidates them, and depends on them.</summary>
internal sealed class UntypedKeyspace(string name, string prefix) : Keyspace(name, prefix, default);
