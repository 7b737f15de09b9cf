using CacheLayer.Diagnostics;
using CacheLayer.Entries.Serialization;
using CacheLayer.L1;
using CacheLayer.Redis.Dispatch;
using CacheLayer.Redis.Routing;
using CacheLayer.Scripts;
using StackExchange.Redis;

namespace CacheLayer.Filling;

/// <summary>The commands of the miss path, its writes sent to the primary once each: fills never wait for a failover.</summary>
internal sealed class FillProtocol(KeyRouter router, L1Cache l1)
{
    public async ValueTask<BeginFillReply> BeginAsync(EntryKeys keys, RedisValue token, TimeSpan life, long? staleStoredAt)
    {
        using var activity = CacheActivities.Start("cache begin fill", null);
        var reply = await router.WriteAsync(
            keys.Lease,
            (keys, token, life, staleStoredAt),
            static (db, s) => BeginFillScript.EvaluateAsync(db, s.keys, s.token, s.life, s.staleStoredAt),
            WriteRetry.Never,
            CancellationToken.None).ConfigureAwait(false);

        // A primary that has restarted may have what was removed since: it is not read, this way neither.
        return reply.Status is BeginFillStatus.Found && !router.ShardOf(keys.Value).IsPrimaryReadable ? new(BeginFillStatus.Held) : reply;
    }

    public ValueTask<BeginFillReply> TakeAsync(EntryKeys keys, RedisValue token, TimeSpan life)
        => router.WriteAsync(
            keys.Lease,
            (keys, token, life),
            static (db, s) => TakeLeaseScript.EvaluateAsync(db, s.keys, s.token, s.life),
            WriteRetry.Never,
            CancellationToken.None);

    public async ValueTask<bool> CommitAsync(EntryKeys keys, RedisValue token, ReadOnlyMemory<byte> entry, TimeSpan ttl, long version, EntryShape beside)
    {
        using var activity = CacheActivities.Start("cache commit fill", null);
        var stored = await router.WriteAsync(
            keys.Lease,
            (keys, token, entry, ttl, version, beside),
            static (db, s) => CommitFillScript.EvaluateAsync(db, s.keys, s.token, s.entry, s.ttl, s.version, s.beside),
            WriteRetry.Never,
            CancellationToken.None).ConfigureAwait(false);
        l1.Drop(keys.Value);
        return stored;
    }

    public ValueTask<bool> ReleaseAsync(EntryKeys keys, RedisValue token)
        => router.WriteAsync(
            keys.Lease,
            (keys, token),
            static (db, s) => ReleaseLeaseScript.EvaluateAsync(db, s.keys, s.token),
            WriteRetry.Never,
            CancellationToken.None);

    public ValueTask<RegisterDependentReply> RegisterAsync(EntryKeys dependency, string dependent, TimeSpan ttl)
        => router.WriteAsync(
            dependency.Dependents,
            (dependency, dependent, ttl),
            static (db, s) => RegisterDependentScript.EvaluateAsync(db, s.dependency, s.dependent, s.ttl),
            WriteRetry.Never,
            CancellationToken.None);

    /// <summary>An entry as any read would find it, on the nearest node.</summary>
    public ValueTask<RedisValue> ReadAsync(RedisKey value)
        => router.ReadAsync(value, value, static (db, key) => db.StringGetAsync(key), CancellationToken.None);

    /// <summary>Removes an entry, and the lease of a fill that is under way; tried again while the primary is away.</summary>
    public async ValueTask RemoveEntryAsync(EntryKeys keys)
    {
        await router.RemoveEntryAsync(keys, CancellationToken.None).ConfigureAwait(false);
        l1.Drop(keys.Value);
    }

    /// <summary>Removes a value that cannot be read or is no longer there at the origin, and leaves the lease alone.</summary>
    public async ValueTask RemoveAsync(string value)
    {
        await router.WriteAsync(value, (RedisKey)value, static (db, key) => db.KeyDeleteAsync(key), WriteRetry.Never, CancellationToken.None).ConfigureAwait(false);
        l1.Drop(value);
    }
}
