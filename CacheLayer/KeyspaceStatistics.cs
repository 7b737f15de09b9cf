namespace CacheLayer;

/// <summary>Counts of one keyspace since the process started.</summary>
/// <param name="Keyspace">The keyspace's name.</param>
/// <param name="Hits">Reads answered by the cache, negative hits included.</param>
/// <param name="Misses">Reads that the cache could not answer.</param>
/// <param name="Errors">Reads and fills on which Redis failed; a read among them is also a miss.</param>
/// <param name="RefusedFills">Fetched values that were not stored, because they may have been out of date by then.</param>
/// <param name="RefusedFetches">Fetches refused, because too many were under way: see <see cref="OriginOverloadedException"/>.</param>
/// <param name="Undecodable">Entries that could not be read and were removed; each is also a miss.</param>
/// <param name="MeanHitMilliseconds">Mean latency of a hit on Redis, or 0 when there was none.</param>
/// <param name="MeanMissMilliseconds">Mean latency of the cache's answer to a miss, without the origin's time, or 0.</param>
public sealed record KeyspaceStatistics(
    string Keyspace,
    long Hits,
    long Misses,
    long Errors,
    long RefusedFills,
    long RefusedFetches,
    long Undecodable,
    double MeanHitMilliseconds,
    double MeanMissMilliseconds)
{
    /// <summary>Reads answered by the memory of this process; each is also a hit.</summary>
    public long L1Hits { get; init; }

    /// <summary>Reads answered by the cache with the knowledge that the origin has no value; each is also a hit.</summary>
    public long NegativeHits { get; init; }

    /// <summary>Reads answered with an expired value because the fetch failed; each is also a miss.</summary>
    public long Stale { get; init; }

    /// <summary>Reads that went past the cache because the keyspace is switched off; neither hits nor misses.</summary>
    public long Bypassed { get; init; }

    /// <summary>Values that were not stored because they are over the size limit.</summary>
    public long TooLarge { get; init; }

    /// <summary>Entries that were fetched again and stored before they expired.</summary>
    public long Refreshes { get; init; }

    /// <summary>Ids in calls that no key can be made of, each an <see cref="ArgumentException"/>; those of invalidations are not among them.</summary>
    public long RefusedIds { get; init; }

    /// <summary>Fetches that threw or took longer than <see cref="KeyspaceOptions.FetchTimeout"/>, one for each key of a bulk fetch; <see cref="RefusedFetches"/> are not among them.</summary>
    public long FailedFetches { get; init; }

    /// <summary>Fetches that took longer than <see cref="KeyspaceOptions.FetchTimeout"/> and went on, because they ignore their cancellation token; each is also a failed one.</summary>
    public long AbandonedFetches { get; init; }

    /// <summary>Fetches to which the origin had no value: null, or left out of the answer of a bulk fetch.</summary>
    public long AbsentValues { get; init; }

    /// <summary>Values in answers of bulk fetches that were not asked for, and were ignored.</summary>
    public long UnaskedValues { get; init; }

    /// <summary>Hits among all reads, 0 to 1; 0 when there was no read.</summary>
    public double HitRate => Hits + Misses == 0 ? 0 : (double)Hits / (Hits + Misses);
}
