using CacheLayer.Keyspaces;
using Microsoft.Extensions.Caching.Distributed;

namespace CacheLayer.Adapters.Distributed;

/// <summary>How long an entry lives, by the options of the call that sets it.</summary>
/// <param name="Ttl">Until it ends unless it is read.</param>
/// <param name="Sliding">After each read, in milliseconds; 0 when reads do not matter.</param>
/// <param name="ExpiresAt">The end whatever is read, in Unix milliseconds; 0 for none.</param>
internal readonly record struct DistributedLife(TimeSpan Ttl, long Sliding, long ExpiresAt)
{
    /// <exception cref="ArgumentOutOfRangeException">The absolute expiration is not in the future; the error names the option, as that of Microsoft's caches does.</exception>
    public static DistributedLife Of(DistributedCacheEntryOptions options, TimeSpan fallback, DateTimeOffset now)
    {
        if (options.AbsoluteExpiration <= now)
        {
            throw new ArgumentOutOfRangeException(
                nameof(options.AbsoluteExpiration), options.AbsoluteExpiration, "The absolute expiration value must be in the future.");
        }

        var left = options.AbsoluteExpirationRelativeToNow ?? options.AbsoluteExpiration - now;
        if (left is { } life)
        {
            left = AtLeastShortest(EntryLife.Bounded(life));
        }

        if (options.SlidingExpiration is not { } sliding)
        {
            return new(left ?? fallback, 0, 0);
        }

        sliding = AtLeastShortest(EntryLife.Bounded(sliding));
        return new(left < sliding ? left.Value : sliding, (long)sliding.TotalMilliseconds, (now + left)?.ToUnixTimeMilliseconds() ?? 0);
    }

    private static TimeSpan AtLeastShortest(TimeSpan life) => life > EntryLife.Shortest ? life : EntryLife.Shortest;
}
