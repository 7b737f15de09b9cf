using StackExchange.Redis;

namespace CacheLayer.Scripts;

/// <summary>Prolongs the life of the entry that was read, and of no other one that has taken its place meanwhile.</summary>
internal static class SlideScript
{
    // Where every entry says when it was stored: see EntryCodec.
    private const string Text = """
        if redis.call('GETRANGE', KEYS[1], 3, 11) ~= ARGV[1] then return 0 end
        return redis.call('PEXPIRE', KEYS[1], ARGV[2])
        """;

    /// <returns>Whether it was still there.</returns>
    public static async Task<bool> EvaluateAsync(IDatabaseAsync db, RedisKey key, long storedAt, TimeSpan life)
        => (bool)await db.ScriptEvaluateAsync(Text, [key], [BeginFillScript.StoredAt(storedAt), (long)life.TotalMilliseconds]).ConfigureAwait(false);
}
