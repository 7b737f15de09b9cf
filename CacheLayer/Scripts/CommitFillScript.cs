using CacheLayer.Entries;
using CacheLayer.Entries.Serialization;
using StackExchange.Redis;

namespace CacheLayer.Scripts;

/// <summary>Stores a fetched value if its lease still stands and its version is not below the watermark.</summary>
/// <remarks>
/// Entries of other shapes that are under the key stay, up to three, beside the new one: other builds of the application read them, and they are as
/// good as they were. All of them then end when the first would have ended, so none lives longer than it was given. <see cref="EntryShapes"/> says how they lie there.
/// </remarks>
internal static class CommitFillScript
{
    private static readonly string Text = LuaFile.Load("commit-fill");

    /// <param name="db">The primary.</param>
    /// <param name="keys">The entry's keys.</param>
    /// <param name="token">What the lease holds.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="ttl">How long it lives.</param>
    /// <param name="version">The origin's version of it.</param>
    /// <param name="beside">Its shape, when entries of other shapes are to stay beside it.</param>
    /// <returns>Whether it was stored.</returns>
    public static async Task<bool> EvaluateAsync(
        IDatabaseAsync db, EntryKeys keys, RedisValue token, ReadOnlyMemory<byte> entry, TimeSpan ttl, long version, EntryShape beside)
        => (bool)await db.ScriptEvaluateAsync(
            Text,
            [keys.Value, keys.Lease, keys.Watermark, KeyLayout.Ties(keys.Value)],
            [token, entry, (long)ttl.TotalMilliseconds, version, EntryShapes.BytesOf(beside)]).ConfigureAwait(false);
}
