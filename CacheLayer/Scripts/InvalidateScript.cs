using StackExchange.Redis;

namespace CacheLayer.Scripts;

/// <summary>Removes a value and the lease of its fetch, raises the watermark, and names the first dependents.</summary>
/// <remarks>
/// A value whose version is not below that of the change stays: an event that comes late, or again, does no needless harm. So does
/// the lease then: what its holder brings is measured by the watermark. A value is known by the beginning that <see cref="Entries.EntryCodec"/>
/// writes: an array, format 1, the flags, the time in nine bytes, and the version, which is compared in halves, because Lua's numbers lose
/// the low bits of large ones. What looks otherwise is removed.
///
/// A node without memory refuses commands that may need some, except to a script that has written before: so each SET comes after a DEL, which
/// is never refused, whether or not its key is there.
///
/// The dependents stay in an index until they are gone: see <see cref="LeavingIndex"/>.
/// </remarks>
internal static class InvalidateScript
{
    private static readonly string Text = LuaFile.Load("invalidate");

    /// <param name="db">The primary.</param>
    /// <param name="keys">The entry.</param>
    /// <param name="version">The lowest version that may be cached from now on, or 0 when it is unknown: then whatever is there is removed.</param>
    /// <param name="because">The value key of the entry whose index named this one, or null: a value that is known not to depend on it stays.</param>
    public static async Task<InvalidateReply> EvaluateAsync(IDatabaseAsync db, EntryKeys keys, long version, string? because = null)
    {
        var reply = await db.ScriptEvaluateAsync(
            Text,
            [keys.Value, keys.Lease, keys.Watermark, keys.Dependents, KeyLayout.Leaving(keys.Value), KeyLayout.Ties(keys.Value)],
            [version, (long)Watermark.Life.TotalMilliseconds, version >>> 32, version & uint.MaxValue, LeavingIndex.PageLength, because ?? ""]).ConfigureAwait(false);
        var parts = (RedisResult[])reply!;
        var what = (int)parts[0];
        return new(Deleted: what is 1, Kept: what is 2, DependentsPage.Of(parts, 1));
    }
}
