using Microsoft.Extensions.Logging;

namespace CacheLayer.Keyspaces;

/// <summary>Says of a keyspace, once an hour at most, that values are too large for it.</summary>
internal sealed class SizeWarnings(ILogger logger, TimeProvider time)
{
    private static readonly long Interval = (long)TimeSpan.FromHours(1).TotalMilliseconds;

    // In Unix milliseconds; 0 for never.
    private long _next;
    private long _count;

    public void Warn(string keyspace, int bytes, int limit)
    {
        Interlocked.Increment(ref _count);
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var next = Volatile.Read(ref _next);
        if (now >= next && Interlocked.CompareExchange(ref _next, now + Interval, next) == next)
        {
            Log.TooLarge(logger, keyspace, bytes, $"{KeyspacePolicies.SectionName}:{keyspace}:{nameof(KeyspaceOptions.MaxEntryBytes)}", limit, Interlocked.Exchange(ref _count, 0));
        }
    }
}
