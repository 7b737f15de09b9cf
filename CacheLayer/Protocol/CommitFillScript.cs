using StackExchange.Redis;

namespace CacheLayer.Protocol;

/// <summary>Stores a fetched value if its fence still stands and its version is not below the watermark.</summary>
internal static class CommitFillScript
{
    private const string Text = Watermark.Below + """
        if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
        redis.call('DEL', KEYS[2])
        local watermark = redis.call('GET', KEYS[3])
        if watermark and below(ARGV[4], watermark) then return 0 end
        redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
        return 1
        """;

    /// <returns>Whether it was stored.</returns>
    public static async Task<bool> EvaluateAsync(
        IDatabaseAsync db, EntryKeys keys, RedisValue token, ReadOnlyMemory<byte> entry, TimeSpan ttl, long version)
        => (bool)await db.ScriptEvaluateAsync(
            Text, [keys.Value, keys.Fence, keys.Watermark], [token, entry, (long)ttl.TotalMilliseconds, version]).ConfigureAwait(false);
}
