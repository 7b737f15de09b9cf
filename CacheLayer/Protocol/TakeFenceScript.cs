using StackExchange.Redis;

namespace CacheLayer.Protocol;

/// <summary>Takes the fence for a fetch that shall replace what is stored, from whoever holds it: what that one brings is older.</summary>
internal static class TakeFenceScript
{
    private const string Text = """
        redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
        return redis.call('GET', KEYS[2]) or '0'
        """;

    /// <returns>A granted fence.</returns>
    public static async Task<BeginFillReply> EvaluateAsync(IDatabaseAsync db, EntryKeys keys, RedisValue token, TimeSpan life)
        => new(
            BeginFillStatus.Granted,
            (long)await db.ScriptEvaluateAsync(Text, [keys.Fence, keys.Watermark], [token, (long)life.TotalMilliseconds]).ConfigureAwait(false));
}
