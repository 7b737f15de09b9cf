namespace CacheLayer;

/// <summary>A key to be made unreadable, together with every entry that depends on it.</summary>
/// <param name="Keyspace">The keyspace.</param>
/// <param name="Id">The id within the keyspace.</param>
/// <param name="Version">The lowest version that may be cached from now on, or 0 when the origin has none: then whatever is being fetched now is refused.</param>
public readonly record struct Invalidation(Keyspace Keyspace, string Id, long Version = 0);
