using StackExchange.Redis;

namespace CacheLayer.Scripts;

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
          if ARGV[4] then redis.call('SET', KEYS[4], ARGV[4], 'PX', ARGV[2]) end
          return 1
        end
        if not string.find(stored.err, 'OOM', 1, true) then return stored end
        redis.call('DEL', KEYS[1], KEYS[2])
        return 2
        """;

    /// <param name="db">The primary.</param>
    /// <param name="keys">The entry's keys.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="ttl">How long it lives.</param>
    /// <param name="version">The origin's version of it, or 0.</param>
    /// <param name="ties">What it depends on (<see cref="EntryDependencies"/>); null where nothing ever does.</param>
    public static async Task<StoreReply> EvaluateAsync(
        IDatabaseAsync db, EntryKeys keys, ReadOnlyMemory<byte> entry, TimeSpan ttl, long version, byte[]? ties = null)
        => (StoreReply)(int)await db.ScriptEvaluateAsync(
            Text,
            ties is null ? [keys.Value, keys.Lease, keys.Watermark] : [keys.Value, keys.Lease, keys.Watermark, KeyLayout.Ties(keys.Value)],
            ties is null ? [entry, (long)ttl.TotalMilliseconds, version] : [entry, (long)ttl.TotalMilliseconds, version, ties]).ConfigureAwait(false);
}
