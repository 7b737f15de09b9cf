namespace CacheLayer;

/// <summary>What became of one key of a read.</summary>
public enum CacheOutcome
{
    /// <summary>The cache had no readable entry; in a read with fetch, the value came from the origin.</summary>
    Miss,

    /// <summary>The value came from the cache.</summary>
    Hit,

    /// <summary>The cache could not be asked, or is switched off for the keyspace; in a read with fetch, the value came from the origin and was not stored.</summary>
    Bypass,

    /// <summary>Neither the cache nor the origin gave an answer; <see cref="CacheRead{T}.Error"/> says why.</summary>
    Failed,

    /// <summary>The cache knows that the origin has no value; see <see cref="KeyspaceOptions.NegativeTtl"/>.</summary>
    NegativeHit,

    /// <summary>The fetch failed (<see cref="CacheRead{T}.Error"/> says why), and the value is an expired one from the cache; see <see cref="KeyspaceOptions.FailSafeMaxStale"/>.</summary>
    Stale,
}
