namespace CacheLayer;

/// <summary>
/// A fetch was refused without asking the origin, because as many as the keyspace allows are under way and waiting
/// (<see cref="KeyspaceOptions.MaxFetches"/>). Come back in a moment: a web service answers 503 with Retry-After.
/// </summary>
/// <param name="keyspace">The keyspace.</param>
public sealed class OriginOverloadedException(string keyspace) : Exception($"Too many fetches of '{keyspace}' are under way.");
