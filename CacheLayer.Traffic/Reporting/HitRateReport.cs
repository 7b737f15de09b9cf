using CacheLayer.Traffic.Measuring;

namespace CacheLayer.Traffic.Reporting;

/// <summary>The reads of one keyspace; bypasses are reads that the cache could not be asked for.</summary>
internal sealed record HitRateReport(string Keyspace, long Hits, long Misses, long Bypasses, double? HitRate)
{
    public static IReadOnlyList<HitRateReport> Of(Snapshot snapshot)
        => [.. snapshot.Keyspaces.Select(pair => Of(pair.Key, pair.Value)), Of("overall", snapshot.AllReads)];

    private static HitRateReport Of(string keyspace, KeyspaceReads reads)
        => new(keyspace, reads.Hits, reads.Misses, reads.Bypasses, reads.HitRate);
}
