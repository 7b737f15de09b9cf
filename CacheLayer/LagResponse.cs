namespace CacheLayer;

/// <summary>What a keyspace does while invalidations lag behind.</summary>
public enum LagResponse
{
    /// <summary>Serve no entry that is older than <see cref="KeyspaceOptions.LaggingTtl"/>, and store none for longer.</summary>
    Clamp,

    /// <summary>Serve everything from the origin, and store nothing.</summary>
    Bypass,
}
