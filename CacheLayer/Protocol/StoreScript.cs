using StackExchange.Redis;

namespace CacheLayer.Protocol;

/// <summary>Stores a value that its owner pushes, and refuses the fill of whoever is fetching it: what that one brings may be older.</summary>
/// <remarks>A value that cannot be stored for want of memory removes the one that it would have replaced: that one is old.</remarks>
internal static class StoreScript
{
    private const string Text = Watermark.Below + """
        local watermark = redis.call('GET', KEYS[3])
        if watermark and ARGV[3] ~= '0' and below(ARGV[3], watermark) then return 0 end
        local stored = redis.pcall('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
        if not stored.err then
          redis.call('DEL', KEYS[2])
          return 1
        end
        if not string.find(stored.err, 'OOM', 1, true) then return stored end
        redis.call('DEL', KEYS[1], KEYS[2])
        return 2
        """;

    public static async Task<StoreReply> EvaluateAsync(IDatabaseAsync db, EntryKeys keys, ReadOnlyMemory<byte> entry, TimeSpan ttl, long version)
        => (StoreReply)(int)await db.ScriptEvaluateAsync(
            Text, [keys.Value, keys.Fence, keys.Watermark], [entry, (long)ttl.TotalMilliseconds, version]).ConfigureAwait(false);
}
