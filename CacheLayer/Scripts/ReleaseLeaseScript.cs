using StackExchange.Redis;

namespace CacheLayer.Scripts;

/// <summary>Gives a lease back without a fill: the origin had no value, or none that may be stored.</summary>
internal static class ReleaseLeaseScript
{
    private static readonly string Text = LuaFile.Load("release-lease");

    /// <returns>Whether it still stood.</returns>
    public static async Task<bool> EvaluateAsync(IDatabaseAsync db, EntryKeys keys, RedisValue token)
        => (bool)await db.ScriptEvaluateAsync(Text, [keys.Lease], [token]).ConfigureAwait(false);
}
