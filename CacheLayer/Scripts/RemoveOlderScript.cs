using StackExchange.Redis;

namespace CacheLayer.Scripts;

/// <summary>Removes a value that was stored before another one that a process knows to have been stored after it.</summary>
internal static class RemoveOlderScript
{
    // Where every entry says when it was stored: see EntryCodec. In two halves, because Lua's numbers lose the low bits of large ones.
    private const string Text = """
        local function half(text, from) local a, b, c, d = string.byte(text, from, from + 3) return ((a * 256 + b) * 256 + c) * 256 + d end
        local at = redis.call('GETRANGE', KEYS[1], 3, 11)
        if #at == 9 and (half(at, 2) > half(ARGV[1], 2) or (half(at, 2) == half(ARGV[1], 2) and half(at, 6) >= half(ARGV[1], 6))) then return 0 end
        redis.call('DEL', KEYS[2])
        return redis.call('DEL', KEYS[1])
        """;

    /// <param name="db">The primary.</param>
    /// <param name="keys">The entry.</param>
    /// <param name="storedAt">When the other value was stored, as entries say it.</param>
    /// <returns>Whether there was an older one.</returns>
    public static async Task<bool> EvaluateAsync(IDatabaseAsync db, EntryKeys keys, ReadOnlyMemory<byte> storedAt)
        => (bool)await db.ScriptEvaluateAsync(Text, [keys.Value, keys.Lease], [storedAt]).ConfigureAwait(false);
}
