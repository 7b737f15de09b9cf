namespace CacheLayer;

/// <summary>One key: an id within a keyspace.</summary>
/// <param name="Keyspace">The keyspace.</param>
/// <param name="Id">The id; any non-empty string without NUL up to 512 UTF-8 bytes.</param>
public readonly record struct CacheKey(Keyspace Keyspace, string Id);
