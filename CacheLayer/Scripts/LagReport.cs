using System.Globalization;
using StackExchange.Redis;

namespace CacheLayer.Scripts;

/// <summary>What those who carry out invalidations say of themselves, stored in the cache for those who read.</summary>
/// <param name="Stamp">When it was made, by the sender's clock: it only distinguishes reports and is never compared with a clock.</param>
/// <param name="LagMs">How old the oldest change was that was not carried out, in milliseconds.</param>
internal readonly record struct LagReport(long Stamp, long LagMs)
{
    /// <summary>No value's key begins with a brace, so no keyspace can have it.</summary>
    public static readonly RedisKey Key = "{invalidations}lag";

    /// <summary>So long after the last report the key is gone, so that none is taken for a new one by a process that begins much later.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(1);

    /// <returns>Null for anything that is not a report.</returns>
    public static LagReport? Parse(RedisValue value)
    {
        var parts = ((string?)value)?.Split(' ');
        return parts is [var stamp, var lag]
            && long.TryParse(stamp, NumberStyles.None, CultureInfo.InvariantCulture, out var stampNumber)
            && long.TryParse(lag, NumberStyles.None, CultureInfo.InvariantCulture, out var lagNumber)
            ? new(stampNumber, lagNumber)
            : null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Stamp} {LagMs}");
}
