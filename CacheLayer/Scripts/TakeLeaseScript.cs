using StackExchange.Redis;

namespace CacheLayer.Scripts;

/// <summary>Takes the lease, even from its holder, for a fetch that replaces what is stored: the holder's value is older.</summary>
/// <remarks>Where there is no memory for the lease, nothing will be stored: what was to be replaced is removed, because the caller must not read it next.</remarks>
internal static class TakeLeaseScript
{
    private static readonly string Text = LuaFile.Load("take-lease");

    /// <returns>A granted lease.</returns>
    public static async Task<BeginFillReply> EvaluateAsync(IDatabaseAsync db, EntryKeys keys, RedisValue token, TimeSpan life)
        => new(
            BeginFillStatus.Granted,
            (long)await db.ScriptEvaluateAsync(Text, [keys.Lease, keys.Watermark, keys.Value], [token, (long)life.TotalMilliseconds]).ConfigureAwait(false));
}
