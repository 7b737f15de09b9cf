using System.Numerics;
using System.Runtime.InteropServices;

namespace CacheLayer.Diagnostics;

/// <summary>Counts of one keyspace, spread over the processors so that counting never makes them contend.</summary>
internal sealed class KeyspaceCounters
{
    private static readonly int Mask = (int)BitOperations.RoundUpToPowerOf2((uint)Environment.ProcessorCount) - 1;
    private readonly Stripe[] _stripes = new Stripe[Mask + 1];

    private ref Stripe Mine => ref _stripes[Thread.GetCurrentProcessorId() & Mask];

    public void Hit(TimeSpan latency) => Hits(1, latency);

    /// <summary>Several, each of which took that long.</summary>
    public void Hits(int count, TimeSpan latency)
    {
        ref var mine = ref Mine;
        Interlocked.Add(ref mine.Hits, count);
        Interlocked.Add(ref mine.HitTicks, count * latency.Ticks);
    }

    /// <summary>Counted as a hit, too.</summary>
    public void L1Hit() => Interlocked.Increment(ref Mine.L1Hits);

    public void Miss(TimeSpan latency)
    {
        ref var mine = ref Mine;
        Interlocked.Increment(ref mine.Misses);
        Interlocked.Add(ref mine.MissTicks, latency.Ticks);
    }

    /// <summary>Counted as a hit, too.</summary>
    public void NegativeHit() => Interlocked.Increment(ref Mine.NegativeHits);

    /// <summary>Counted as a miss, too.</summary>
    public void Stale() => Interlocked.Increment(ref Mine.Stale);

    public void Bypass() => Interlocked.Increment(ref Mine.Bypassed);

    public void TooLarge() => Interlocked.Increment(ref Mine.TooLarge);

    public void Refresh() => Interlocked.Increment(ref Mine.Refreshes);

    public void Error() => Interlocked.Increment(ref Mine.Errors);

    public void RefusedFill() => Interlocked.Increment(ref Mine.RefusedFills);

    public void RefusedFetch() => Interlocked.Increment(ref Mine.RefusedFetches);

    public void Undecodable() => Interlocked.Increment(ref Mine.Undecodable);

    public void RefusedId() => Interlocked.Increment(ref Mine.RefusedIds);

    public void FailedFetch() => Interlocked.Increment(ref Mine.FailedFetches);

    public void AbandonedFetch() => Interlocked.Increment(ref Mine.AbandonedFetches);

    public void AbsentValue() => Interlocked.Increment(ref Mine.AbsentValues);

    public void UnaskedValues(int count) => Interlocked.Add(ref Mine.UnaskedValues, count);

    /// <summary>Hits and misses so far.</summary>
    public (long Hits, long Misses) Reads
    {
        get
        {
            var sum = Sum();
            return (sum.Hits + sum.L1Hits, sum.Misses);
        }
    }

    public KeyspaceStatistics Snapshot(string keyspace)
    {
        var sum = Sum();
        return new(keyspace, sum.Hits + sum.L1Hits, sum.Misses, sum.Errors, sum.RefusedFills, sum.RefusedFetches, sum.Undecodable, Mean(sum.HitTicks, sum.Hits), Mean(sum.MissTicks, sum.Misses))
        {
            L1Hits = sum.L1Hits,
            NegativeHits = sum.NegativeHits,
            Stale = sum.Stale,
            Bypassed = sum.Bypassed,
            TooLarge = sum.TooLarge,
            Refreshes = sum.Refreshes,
            RefusedIds = sum.RefusedIds,
            FailedFetches = sum.FailedFetches,
            AbandonedFetches = sum.AbandonedFetches,
            AbsentValues = sum.AbsentValues,
            UnaskedValues = sum.UnaskedValues,
        };

        static double Mean(long ticks, long count) => count is 0 ? 0 : TimeSpan.FromTicks(ticks).TotalMilliseconds / count;
    }

    private Stripe Sum()
    {
        var sum = default(Stripe);
        foreach (ref var stripe in _stripes.AsSpan())
        {
            sum.Hits += Volatile.Read(ref stripe.Hits);
            sum.L1Hits += Volatile.Read(ref stripe.L1Hits);
            sum.Misses += Volatile.Read(ref stripe.Misses);
            sum.Errors += Volatile.Read(ref stripe.Errors);
            sum.RefusedFills += Volatile.Read(ref stripe.RefusedFills);
            sum.RefusedFetches += Volatile.Read(ref stripe.RefusedFetches);
            sum.Undecodable += Volatile.Read(ref stripe.Undecodable);
            sum.NegativeHits += Volatile.Read(ref stripe.NegativeHits);
            sum.Stale += Volatile.Read(ref stripe.Stale);
            sum.Bypassed += Volatile.Read(ref stripe.Bypassed);
            sum.TooLarge += Volatile.Read(ref stripe.TooLarge);
            sum.Refreshes += Volatile.Read(ref stripe.Refreshes);
            sum.RefusedIds += Volatile.Read(ref stripe.RefusedIds);
            sum.FailedFetches += Volatile.Read(ref stripe.FailedFetches);
            sum.AbandonedFetches += Volatile.Read(ref stripe.AbandonedFetches);
            sum.AbsentValues += Volatile.Read(ref stripe.AbsentValues);
            sum.UnaskedValues += Volatile.Read(ref stripe.UnaskedValues);
            sum.HitTicks += Volatile.Read(ref stripe.HitTicks);
            sum.MissTicks += Volatile.Read(ref stripe.MissTicks);
        }

        return sum;
    }

    // An even number of cache lines, because processors fetch lines in pairs. What a hit counts is in the first one.
    [StructLayout(LayoutKind.Sequential, Size = 256)]
    private struct Stripe
    {
        public long Hits;
        public long HitTicks;
        public long L1Hits;
        public long Misses;
        public long Errors;
        public long RefusedFills;
        public long RefusedFetches;
        public long Undecodable;
        public long NegativeHits;
        public long Stale;
        public long Bypassed;
        public long TooLarge;
        public long Refreshes;
        public long RefusedIds;
        public long FailedFetches;
        public long AbandonedFetches;
        public long AbsentValues;
        public long UnaskedValues;
        public long MissTicks;
    }
}
