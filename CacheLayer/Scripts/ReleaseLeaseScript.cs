using StackExchange.Redis;

namespace CacheLayer.Scripts;

/// <summary>Gives a lease back without a fill: the origin had no value, or none that may be stored.</summary>
internal static class ReleaseLeaseScript
{
    private const string Text = """
        if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
        return redis.call('DEL', KEYS[1])
        """;

    /// <returns>Whether it still stood.</returns>
    public static async Task<bool> EvaluateAsync(IDatabaseAsync db, EntryKeys keys, RedisValue token)
        => (bool)await db.ScriptEvaluateAsync(Text, [keys.Lease], [token]).ConfigureAwait(false);
}
