using StackExchange.Redis;

namespace CacheLayer.Scripts;

/// <summary>Takes the lease of an entry, or joins its holder: any write or removal of the entry from then on ends the lease.</summary>
/// <remarks>Joining takes the lease from no other writer: of several that store at once, at least one succeeds.</remarks>
internal static class ShareLeaseScript
{
    private static readonly string Text = LuaFile.Load("share-lease");

    /// <returns>What the lease holds.</returns>
    public static async Task<RedisValue> EvaluateAsync(IDatabaseAsync db, EntryKeys keys, TimeSpan life)
        => (RedisValue)await db.ScriptEvaluateAsync(Text, [keys.Lease], [Guid.NewGuid().ToByteArray(), (long)life.TotalMilliseconds]).ConfigureAwait(false);
}
