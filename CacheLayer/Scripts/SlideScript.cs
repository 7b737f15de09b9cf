using StackExchange.Redis;

namespace CacheLayer.Scripts;

/// <summary>Prolongs the life of the entry that was read, and of no other one that has taken its place meanwhile.</summary>
internal static class SlideScript
{
    private static readonly string Text = LuaFile.Load("slide");

    /// <returns>Whether it was still there.</returns>
    public static async Task<bool> EvaluateAsync(IDatabaseAsync db, RedisKey key, long storedAt, TimeSpan life)
        => (bool)await db.ScriptEvaluateAsync(Text, [key], [BeginFillScript.StoredAt(storedAt), (long)life.TotalMilliseconds]).ConfigureAwait(false);
}
