using CacheLayer.Traffic.Checking;
using CacheLayer.Traffic.Sending;

namespace CacheLayer.Traffic.Measuring;

/// <summary>What was measured so far.</summary>
internal sealed record Snapshot
{
    public required long Sent { get; init; }

    /// <summary>From the intended start of requests to their real one: how far the generator itself was behind.</summary>
    public required LatencySummary? Lag { get; init; }

    /// <summary>From the intended start to the last byte of the answer.</summary>
    public required LatencySummary? Client { get; init; }

    /// <summary>The same, of answers that came from the cache alone.</summary>
    public required LatencySummary? ClientHits { get; init; }

    /// <summary>The same, of answers that needed the origin.</summary>
    public required LatencySummary? ClientMisses { get; init; }

    /// <summary>The time that the orchestrator spent on the cache for single reads that hit.</summary>
    public required LatencySummary? CacheHits { get; init; }

    /// <summary>The same, for single reads that missed.</summary>
    public required LatencySummary? CacheMisses { get; init; }

    /// <summary>The same, for whole pages: pipelined reads, hit or not.</summary>
    public required LatencySummary? CachePages { get; init; }

    public required IReadOnlyDictionary<string, KeyspaceReads> Keyspaces { get; init; }

    /// <summary>Failed requests by kind.</summary>
    public required IReadOnlyDictionary<string, long> Errors { get; init; }

    /// <summary>Answers by the process that gave them.</summary>
    public required IReadOnlyDictionary<string, long> Instances { get; init; }

    /// <summary>What the check of consistency found; null when there was none.</summary>
    public ConsistencyReport? Consistency { get; init; }

    public long Answered => Client?.Count ?? 0;

    /// <summary>Requests that were due while too many were under way; part of the failed.</summary>
    public long NotSent => Errors.GetValueOrDefault(ErrorKind.NotSent);

    public long Failed => Errors.Values.Sum();

    public KeyspaceReads AllReads => Keyspaces.Values.Aggregate(default(KeyspaceReads), (sum, reads) => sum + reads);
}
