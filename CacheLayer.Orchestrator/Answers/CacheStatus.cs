using System.Collections.Concurrent;

namespace CacheLayer.Orchestrator.Answers;

/// <summary>Writes the members of the header <c>Cache-Status</c> (RFC 9211), for example <c>CacheLayer; hit; detail=product</c>.</summary>
internal static class CacheStatus
{
    /// <summary>There are few different members, so each is written once.</summary>
    private static readonly ConcurrentDictionary<(string Keyspace, CacheOutcome Outcome, bool Stored, bool FromL1), string> Members = new();

    public static string Of<T>(Keyspace keyspace, in CacheRead<T> read)
        => Members.GetOrAdd(
            (keyspace.Name, read.Outcome, read.IsBeingStored, read.FromL1),
            static member => Write(member.Keyspace, member.Outcome, member.Stored, member.FromL1));

    /// <summary>One member for each kind of outcome, with the number of keys that had it: <c>CacheLayer; hit; detail=product; count=7</c>.</summary>
    public static string Of<T>(Keyspace keyspace, IEnumerable<CacheRead<T>> reads)
        => string.Join(", ", reads.CountBy(read => Of(keyspace, read)).Select(kind => $"{kind.Key}; count={kind.Value}"));

    private static string Write(string keyspace, CacheOutcome outcome, bool stored, bool fromL1)
    {
        var what = outcome switch
        {
            CacheOutcome.Hit or CacheOutcome.NegativeHit => "hit",
            CacheOutcome.Bypass => "fwd=bypass",
            // Not a hit: the request went forward, and only when that failed did the stored response answer it.
            CacheOutcome.Stale => "fwd=stale",
            _ when stored => "fwd=miss; stored",
            _ => "fwd=miss",
        };
        return $"CacheLayer; {what}; detail={keyspace}{(outcome is CacheOutcome.NegativeHit ? "; negative" : "")}{(fromL1 ? "; l1" : "")}";
    }
}
