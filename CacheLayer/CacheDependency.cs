namespace CacheLayer;

/// <summary>A key whose invalidation must also remove the entry that was made from it.</summary>
/// <param name="Keyspace">The keyspace.</param>
/// <param name="Id">The id within the keyspace.</param>
/// <param name="Version">The version of it that was used, or 0 when unknown; one below its watermark keeps the entry from being stored.</param>
public readonly record struct CacheDependency(Keyspace Keyspace, string Id, long Version = 0)
{
    /// <summary>Whether the entry is named in the index only while it is being filled: entries that are already stored are found by other means when this key is invalidated.</summary>
    internal bool OnlyWhileFilling { get; init; }
}
