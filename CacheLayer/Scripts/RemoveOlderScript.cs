using StackExchange.Redis;

namespace CacheLayer.Scripts;

/// <summary>Removes a value that was stored before another one that a process knows to have been stored after it.</summary>
internal static class RemoveOlderScript
{
    private static readonly string Text = LuaFile.Load("remove-older");

    /// <param name="db">The primary.</param>
    /// <param name="keys">The entry.</param>
    /// <param name="storedAt">When the other value was stored, as entries say it.</param>
    /// <returns>Whether there was an older one.</returns>
    public static async Task<bool> EvaluateAsync(IDatabaseAsync db, EntryKeys keys, ReadOnlyMemory<byte> storedAt)
        => (bool)await db.ScriptEvaluateAsync(Text, [keys.Value, keys.Lease], [storedAt]).ConfigureAwait(false);
}
