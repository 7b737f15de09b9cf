using StackExchange.Redis;

namespace CacheLayer.Protocol;

/// <summary>Asks the primary for a value that the nearest node did not have, and for the fence if there is none.</summary>
internal static class BeginFillScript
{
    // The three replies differ in type: the entry is a string, a granted fence an array, a held one a number.
    private const string Text = """
        local entry = redis.call('GET', KEYS[1])
        if entry then return entry end
        if redis.call('SET', KEYS[2], ARGV[1], 'NX', 'PX', ARGV[2]) then return { redis.call('GET', KEYS[3]) or '0' } end
        return 0
        """;

    /// <param name="db">The primary.</param>
    /// <param name="keys">The entry.</param>
    /// <param name="token">What the fence will hold if it is granted; never used before.</param>
    /// <param name="life">How long the fence stands.</param>
    public static async Task<BeginFillReply> EvaluateAsync(IDatabaseAsync db, EntryKeys keys, RedisValue token, TimeSpan life)
    {
        var reply = await db.ScriptEvaluateAsync(
            Text, [keys.Value, keys.Fence, keys.Watermark], [token, (long)life.TotalMilliseconds]).ConfigureAwait(false);
        return reply.Resp2Type switch
        {
            ResultType.BulkString => new(BeginFillStatus.Found, Entry: (byte[])reply!),
            ResultType.Array => new(BeginFillStatus.Granted, Watermark: (long)reply[0]),
            _ => new(BeginFillStatus.Held),
        };
    }
}
