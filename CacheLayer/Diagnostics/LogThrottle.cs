namespace CacheLayer.Diagnostics;

/// <summary>Lets one kind of log line through once in an interval, with how often it occurred since.</summary>
internal sealed class LogThrottle(TimeSpan interval, TimeProvider time)
{
    private readonly long _interval = (long)interval.TotalMilliseconds;

    // In Unix milliseconds.
    private long _next;
    private long _count;

    /// <summary>Counts an occurrence.</summary>
    /// <param name="count">How many there were since the last line, this one included.</param>
    /// <returns>Whether to log it now.</returns>
    public bool TryTake(out long count)
    {
        Interlocked.Increment(ref _count);
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var next = Volatile.Read(ref _next);
        if (now < next || Interlocked.CompareExchange(ref _next, now + _interval, next) != next)
        {
            count = 0;
            return false;
        }

        count = Interlocked.Exchange(ref _count, 0);
        return true;
    }
}
