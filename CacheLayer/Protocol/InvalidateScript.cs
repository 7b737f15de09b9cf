using StackExchange.Redis;

namespace CacheLayer.Protocol;

/// <summary>Removes a value and the fence of whoever is fetching it, raises the watermark, and names the dependents.</summary>
/// <remarks>
/// The dependents are left in the index: had they been removed with it and the caller died before it removed their values,
/// nobody could find them again. They leave it when they expire.
/// </remarks>
internal static class InvalidateScript
{
    private const string Text = Watermark.Below + """
        local version = ARGV[1]
        local watermark = redis.call('GET', KEYS[3])
        if watermark and below(version, watermark) then version = watermark end
        redis.call('SET', KEYS[3], version, 'PX', ARGV[2])
        redis.call('DEL', KEYS[2])
        local reply = { redis.call('DEL', KEYS[1]) }
        local now = redis.call('TIME')
        for _, dependent in ipairs(redis.call('ZRANGEBYSCORE', KEYS[4], now[1] .. string.sub('000' .. math.floor(now[2] / 1000), -3), '+inf')) do
          reply[#reply + 1] = dependent
        end
        return reply
        """;

    /// <param name="db">The primary.</param>
    /// <param name="keys">The entry.</param>
    /// <param name="version">The lowest version that may be cached from now on, or 0 when it is unknown.</param>
    public static async Task<InvalidateReply> EvaluateAsync(IDatabaseAsync db, EntryKeys keys, long version)
    {
        var reply = await db.ScriptEvaluateAsync(
            Text,
            [keys.Value, keys.Fence, keys.Watermark, keys.Dependents],
            [version, (long)Watermark.Life.TotalMilliseconds]).ConfigureAwait(false);
        var parts = (RedisResult[])reply!;
        var dependents = new string[parts.Length - 1];
        for (var i = 0; i < dependents.Length; i++)
        {
            dependents[i] = (string)parts[i + 1]!;
        }

        return new((int)parts[0] is not 0, dependents);
    }
}
