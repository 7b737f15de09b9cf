namespace CacheLayer.Traffic.Measuring;

/// <summary>What became of the reads of one keyspace, by the answers' <c>Cache-Status</c>.</summary>
internal readonly record struct KeyspaceReads(long Hits, long Misses, long Bypasses)
{
    public long Total => Hits + Misses + Bypasses;

    /// <summary>Hits of all reads, 0 to 1; null when there were none.</summary>
    public double? HitRate => Total is 0 ? null : Hits / (double)Total;

    public KeyspaceReads With(CacheStatusOutcome outcome) => outcome switch
    {
        CacheStatusOutcome.Hit => this with { Hits = Hits + 1 },
        CacheStatusOutcome.Bypass => this with { Bypasses = Bypasses + 1 },
        _ => this with { Misses = Misses + 1 },
    };

    public static KeyspaceReads operator +(KeyspaceReads one, KeyspaceReads other)
        => new(one.Hits + other.Hits, one.Misses + other.Misses, one.Bypasses + other.Bypasses);
}
