namespace CacheLayer;

/// <summary>
/// A fetch was refused without asking the origin, because as many as the keyspace allows are under way and waiting
/// (<see cref="KeyspaceOptions.MaxConcurrentFetches"/>), or because earlier ones got no answer and still run
/// (<see cref="KeyspaceOptions.MaxAbandonedFetches"/>). Come back in a moment: a web service answers 503 with Retry-After.
/// </summary>
public sealed class OriginOverloadedException : Exception
{
    /// <param name="keyspace">The keyspace.</param>
    public OriginOverloadedException(string keyspace)
        : this(keyspace, $"Too many fetches of '{keyspace}' are under way.")
    {
    }

    internal OriginOverloadedException(string keyspace, string message)
        : base(message)
        => Keyspace = keyspace;

    /// <summary>The keyspace.</summary>
    public string Keyspace { get; }
}
