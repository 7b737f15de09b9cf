namespace CacheLayer.Diagnostics;

/// <summary>Lets something be said once an hour, with how often it happened since.</summary>
internal sealed class HourlyThrottle(TimeProvider time)
{
    private static readonly long Interval = (long)TimeSpan.FromHours(1).TotalMilliseconds;

    // In Unix milliseconds; 0 for never.
    private long _next;
    private long _count;

    /// <summary>Counts, and tells whether it may be said now.</summary>
    public bool TryTake(out long count)
    {
        Interlocked.Increment(ref _count);
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var next = Volatile.Read(ref _next);
        if (now < next || Interlocked.CompareExchange(ref _next, now + Interval, next) != next)
        {
            count = 0;
            return false;
        }

        count = Interlocked.Exchange(ref _count, 0);
        return true;
    }
}
