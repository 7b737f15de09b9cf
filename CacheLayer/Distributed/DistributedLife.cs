using Microsoft.Extensions.Caching.Distributed;

namespace CacheLayer.Distributed;

/// <summary>How long an entry lives, by the options of the call that sets it.</summary>
/// <param name="Ttl">Until it ends unless it is read.</param>
/// <param name="Sliding">After each read, in milliseconds; 0 when reads do not matter.</param>
/// <param name="ExpiresAt">The end whatever is read, in Unix milliseconds; 0 for none.</param>
internal readonly record struct DistributedLife(TimeSpan Ttl, long Sliding, long ExpiresAt)
{
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(1);

    /// <exception cref="ArgumentOutOfRangeException">The end is not in the future.</exception>
    public static DistributedLife Of(DistributedCacheEntryOptions options, TimeSpan fallback, DateTimeOffset now)
    {
        var end = options.AbsoluteExpirationRelativeToNow is { } life ? now + life : options.AbsoluteExpiration;
        if (end - now < Least)
        {
            throw new ArgumentOutOfRangeException(nameof(options), end, "The absolute expiration is not in the future.");
        }

        var left = end - now;
        if (options.SlidingExpiration is not { } sliding)
        {
            return new(left ?? fallback, 0, 0);
        }

        var milliseconds = Math.Max(1, (long)sliding.TotalMilliseconds);
        return new(left < sliding ? left.Value : TimeSpan.FromMilliseconds(milliseconds), milliseconds, end?.ToUnixTimeMilliseconds() ?? 0);
    }
}
