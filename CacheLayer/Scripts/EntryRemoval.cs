using CacheLayer.Redis.Dispatch;
using CacheLayer.Redis.Routing;

namespace CacheLayer.Scripts;

internal static class EntryRemoval
{
    /// <summary>Removes an entry from its primary, and the lease of a fill that is under way, which is refused then.</summary>
    public static ValueTask<long> RemoveEntryAsync(this KeyRouter router, EntryKeys keys, CancellationToken cancellationToken)
        => router.WriteAsync(
            keys.Lease, keys, static (db, keys) => db.KeyDeleteAsync([keys.Value, keys.Lease]), WriteRetry.UntilDeadline, cancellationToken);
}
