using StackExchange.Redis;

namespace CacheLayer.Protocol;

/// <summary>Stores a value that its owner pushes, and refuses the fill of whoever is fetching it: what that one brings may be older.</summary>
internal static class StoreScript
{
    private const string Text = Watermark.Below + """
        local watermark = redis.call('GET', KEYS[3])
        if watermark and ARGV[3] ~= '0' and below(ARGV[3], watermark) then return 0 end
        redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
        redis.call('DEL', KEYS[2])
        return 1
        """;

    /// <returns>Whether it was stored; not when a version is given that is below the watermark.</returns>
    public static async Task<bool> EvaluateAsync(IDatabaseAsync db, EntryKeys keys, ReadOnlyMemory<byte> entry, TimeSpan ttl, long version)
        => (bool)await db.ScriptEvaluateAsync(
            Text, [keys.Value, keys.Fence, keys.Watermark], [entry, (long)ttl.TotalMilliseconds, version]).ConfigureAwait(false);
}
