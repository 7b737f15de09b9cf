namespace CacheLayer;

/// <summary>What became of one key of a read.</summary>
public enum CacheOutcome
{
    /// <summary>The cache had no readable entry; in a read with fetch, the value came from the origin.</summary>
    Miss,

    /// <summary>The value came from the cache.</summary>
    Hit,

    /// <summary>The cache could not be asked; in a read with fetch, the value came from the origin and was not stored.</summary>
    Bypass,

    /// <summary>Neither the cache nor the origin gave an answer; <see cref="CacheRead{T}.Error"/> says why.</summary>
    Failed,
}
