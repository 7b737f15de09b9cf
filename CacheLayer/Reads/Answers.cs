using CacheLayer.Aside;
using CacheLayer.Keyspaces;

namespace CacheLayer.Reads;

/// <summary>Makes what a caller gets of what was found out, and counts it.</summary>
internal static class Answers
{
    public static CacheRead<T> Hit<T>(KeyspacePolicy policy, string id, in EntryRead<T> read)
    {
        policy.Counters.Hit(read.Latency);
        return new(id, read.Value, CacheOutcome.Hit, read.Latency);
    }

    public static CacheRead<T> Miss<T>(KeyspacePolicy policy, string id, in EntryRead<T> read)
    {
        policy.Counters.Miss(read.Latency);
        return new(id, default, read.Fault is null ? CacheOutcome.Miss : CacheOutcome.Bypass, read.Latency, read.Fault);
    }

    /// <param name="missed">The key.</param>
    /// <param name="readLatency">Of the read that missed it.</param>
    /// <param name="flown">What the flight brought.</param>
    /// <param name="started">Whether the flight was started for this caller, and so its first question to the primary too.</param>
    /// <param name="time">The clock of the timestamps.</param>
    public static CacheRead<T> Flown<T>(in Missed<T> missed, TimeSpan readLatency, in FlightResult<T> flown, bool started, TimeProvider time)
    {
        var elapsed = flown.CompletedAt > missed.ArrivedAt ? time.GetElapsedTime(missed.ArrivedAt, flown.CompletedAt) : readLatency;
        if (flown.Outcome is CacheOutcome.Hit)
        {
            missed.Policy.Counters.Hit(elapsed);
            return new(missed.Id, flown.Value, CacheOutcome.Hit, elapsed);
        }

        var onCache = started ? readLatency + flown.BeginLatency : readLatency;
        missed.Policy.Counters.Miss(onCache);
        return new(missed.Id, flown.Value, flown.Outcome, onCache, flown.Error, elapsed > onCache ? elapsed - onCache : TimeSpan.Zero);
    }
}
