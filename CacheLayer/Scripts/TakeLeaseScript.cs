using StackExchange.Redis;

namespace CacheLayer.Scripts;

/// <summary>Takes the lease for a fetch that shall replace what is stored, from whoever holds it: what that one brings is older.</summary>
/// <remarks>Where there is no memory for the lease, nothing will be stored: what was to be replaced is removed, because the caller must not read it next.</remarks>
internal static class TakeLeaseScript
{
    private const string Text = """
        local taken = redis.pcall('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
        if taken.err then
          if string.find(taken.err, 'OOM', 1, true) then redis.call('DEL', KEYS[1], KEYS[3]) end
          return taken
        end
        return redis.call('GET', KEYS[2]) or '0'
        """;

    /// <returns>A granted lease.</returns>
    public static async Task<BeginFillReply> EvaluateAsync(IDatabaseAsync db, EntryKeys keys, RedisValue token, TimeSpan life)
        => new(
            BeginFillStatus.Granted,
            (long)await db.ScriptEvaluateAsync(Text, [keys.Lease, keys.Watermark, keys.Value], [token, (long)life.TotalMilliseconds]).ConfigureAwait(false));
}
