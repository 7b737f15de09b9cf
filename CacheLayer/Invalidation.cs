namespace CacheLayer;

/// <summary>A key to be made unreadable, together with every entry that depends on it.</summary>
/// <param name="Keyspace">The keyspace.</param>
/// <param name="Id">The id within the keyspace.</param>
/// <param name="Version">
/// The lowest version that may be cached from now on: an entry that has it, or a higher one, stays. Or 0 when the origin has none: then whatever is
/// cached is removed, and whatever is being fetched now is refused.
/// </param>
public readonly record struct Invalidation(Keyspace Keyspace, string Id, long Version = 0);
