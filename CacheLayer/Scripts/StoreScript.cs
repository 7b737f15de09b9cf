using StackExchange.Redis;

namespace CacheLayer.Scripts;

/// <summary>Stores a value that the application pushes, and takes the lease from a fill under way, whose value may be older.</summary>
/// <remarks>A value that cannot be stored for want of memory removes the one that it would have replaced: that one is old.</remarks>
internal static class StoreScript
{
    private static readonly string Text = LuaFile.Load("store");

    /// <param name="db">The primary.</param>
    /// <param name="keys">The entry's keys.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="ttl">How long it lives.</param>
    /// <param name="version">The origin's version of it, or 0.</param>
    /// <param name="ties">What it depends on (<see cref="EntryDependencies"/>); null where nothing ever does.</param>
    /// <param name="lease">What the lease must hold; null when it does not matter. Only with <paramref name="ties"/>.</param>
    public static async Task<StoreReply> EvaluateAsync(
        IDatabaseAsync db, EntryKeys keys, ReadOnlyMemory<byte> entry, TimeSpan ttl, long version, byte[]? ties = null, RedisValue? lease = null)
    {
        RedisKey[] names = ties is null ? [keys.Value, keys.Lease, keys.Watermark] : [keys.Value, keys.Lease, keys.Watermark, KeyLayout.Ties(keys.Value)];
        var life = (long)ttl.TotalMilliseconds;
        RedisValue[] arguments = (ties, lease) switch
        {
            (null, _) => [entry, life, version],
            (_, null) => [entry, life, version, ties],
            (_, { } held) => [entry, life, version, ties, held],
        };
        return (StoreReply)(int)await db.ScriptEvaluateAsync(Text, names, arguments).ConfigureAwait(false);
    }
}
