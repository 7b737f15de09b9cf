using CacheLayer.Entries;
using CacheLayer.Filling;
using CacheLayer.Keyspaces;

namespace CacheLayer.Reading;

/// <summary>Builds the caller's <see cref="CacheRead{T}"/>, and counts it.</summary>
internal static class CacheReadFactory
{
    public static CacheRead<T> Hit<T>(KeyspacePolicy policy, string id, in EntryRead<T> read)
    {
        policy.Counters.Hit(read.Latency);
        return Found(policy, id, read);
    }

    /// <summary>A hit that its caller counts together with others.</summary>
    public static CacheRead<T> Found<T>(KeyspacePolicy policy, string id, in EntryRead<T> read)
    {
        if (read.Entry.State is EntryState.Negative)
        {
            policy.Counters.NegativeHit();
            return new(id, default, CacheOutcome.NegativeHit, read.Latency);
        }

        return new(id, read.Entry.Value, CacheOutcome.Hit, read.Latency);
    }

    public static CacheRead<T> FromL1<T>(KeyspacePolicy policy, string id, T value)
    {
        policy.Counters.L1Hit();
        return new(id, value, CacheOutcome.Hit, TimeSpan.Zero) { FromL1 = true };
    }

    public static CacheRead<T> Miss<T>(KeyspacePolicy policy, string id, in EntryRead<T> read)
    {
        var outcome = read.Entry.State is EntryState.Unknown ? CacheOutcome.Bypass : CacheOutcome.Miss;
        CountMiss(policy, outcome, read.Latency, read.Fault);
        return new(id, default, outcome, read.Latency, read.Fault);
    }

    /// <param name="missed">The key.</param>
    /// <param name="readLatency">Of the read that missed it.</param>
    /// <param name="flown">What the flight brought.</param>
    /// <param name="started">Whether the flight was started for this caller, and so its first question to the primary too.</param>
    /// <param name="time">The clock of the timestamps.</param>
    public static CacheRead<T> FromFill<T>(in FillRequest<T> missed, TimeSpan readLatency, in FlightResult<T> flown, bool started, TimeProvider time)
    {
        var elapsed = flown.CompletedAt > missed.ArrivedAt ? time.GetElapsedTime(missed.ArrivedAt, flown.CompletedAt) : readLatency;
        if (flown.Outcome is CacheOutcome.Hit or CacheOutcome.NegativeHit)
        {
            var finding = flown.Outcome is CacheOutcome.Hit ? EntryState.Value : EntryState.Negative;
            return Hit(missed.Policy, missed.Id, new EntryRead<T>(new(flown.Value, finding), elapsed));
        }

        var onCache = started ? readLatency + flown.BeginLatency : readLatency;
        CountMiss(missed.Policy, flown.Outcome, onCache, flown.Error);
        return new(
            missed.Id, flown.Value, flown.Outcome, onCache, flown.Error, elapsed > onCache ? elapsed - onCache : TimeSpan.Zero, flown.IsBeingStored);
    }

    private static void CountMiss(KeyspacePolicy policy, CacheOutcome outcome, TimeSpan latency, Exception? error)
    {
        if (outcome is CacheOutcome.Bypass && error is null)
        {
            // Not asked, so it missed nothing.
            policy.Counters.Bypass();
            return;
        }

        policy.Counters.Miss(latency);
        if (outcome is CacheOutcome.Stale)
        {
            policy.Counters.Stale();
        }
    }
}
