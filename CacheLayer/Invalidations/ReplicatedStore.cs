using CacheLayer.Redis.Topology;
using CacheLayer.Scripts;
using StackExchange.Redis;

namespace CacheLayer.Invalidations;

/// <summary>Stores a value that the application pushes, tied first to what it depends on: an invalidation of that finds it later.</summary>
/// <param name="keys">The entry's keys.</param>
/// <param name="entry">The entry.</param>
/// <param name="ttl">How long it lives.</param>
/// <param name="leaseTtl">How long storing it may take, as with a fill.</param>
/// <param name="dependencies">What it depends on; null where nothing ever does.</param>
internal sealed class ReplicatedStore(EntryKeys keys, byte[] entry, TimeSpan ttl, TimeSpan leaseTtl, CacheDependency[]? dependencies = null)
{
    private const int MaxAttempts = 16;

    private readonly EntryKeys[] _ties = Array.ConvertAll(dependencies ?? [], dependency => KeyLayout.Entry(dependency.Keyspace, dependency.Id));

    public EntryKeys Keys => keys;

    /// <summary>When the value was stored, as the entry says it: see <see cref="Entries.EntryCodec"/>.</summary>
    public ReadOnlyMemory<byte> StoredAt => entry.AsMemory(3, 9);

    /// <summary>Whether the last attempt found no memory for it, and removed the value that it was to replace.</summary>
    public bool IsRefused { get; private set; }

    /// <summary>Stores it; again when it is called again.</summary>
    /// <returns>How many values are gone that it replaces: unknown, so none.</returns>
    /// <exception cref="CacheUnavailableException">Others wrote or removed the entry each time.</exception>
    public async Task<int> RunAsync(ReplicatedWrite write, CancellationToken cancellationToken)
    {
        var primary = await write.PrimaryOfAsync(keys.Value, cancellationToken).ConfigureAwait(false);
        var reply = StoreReply.LeaseLost;
        for (var attempt = 0; attempt < MaxAttempts && reply is StoreReply.LeaseLost; attempt++)
        {
            try
            {
                var lease = await TieAsync(write, primary, cancellationToken).ConfigureAwait(false);
                reply = await TryStoreAsync(primary, lease).ConfigureAwait(false);
            }
            catch (RedisServerException e) when (RedisFaults.IsOutOfMemory(e))
            {
                reply = StoreReply.OutOfMemory;
            }
        }

        IsRefused = reply is StoreReply.OutOfMemory;
        if (IsRefused)
        {
            await primary.KeyDeleteAsync([keys.Value, keys.Lease]).ConfigureAwait(false);
        }

        return reply is StoreReply.LeaseLost ? throw new CacheUnavailableException("The entry was written or removed by others each time that it was about to be stored.") : 0;
    }

    /// <summary>Ties the entry to what it depends on, under a lease of its key: an invalidation of that, from then on, finds the entry or ends the lease.</summary>
    /// <returns>The lease; null when the entry depends on nothing.</returns>
    public async Task<RedisValue?> TieAsync(ReplicatedWrite write, IDatabase primary, CancellationToken cancellationToken)
    {
        if (_ties.Length is 0)
        {
            return null;
        }

        // First: an invalidation right after the registration takes the entry out of the index again, although nothing is stored yet.
        var lease = await ShareLeaseScript.EvaluateAsync(primary, keys, leaseTtl).ConfigureAwait(false);
        var primaries = await write.PrimariesOfAsync(_ties, cancellationToken).ConfigureAwait(false);
        var life = RegisterDependentScript.LifeInIndex(ttl, leaseTtl);
        var registrations = new Task[_ties.Length];
        for (var i = 0; i < registrations.Length; i++)
        {
            registrations[i] = RegisterDependentScript.EvaluateAsync(primaries[i], _ties[i], keys.Value, life);
        }

        await Task.WhenAll(registrations).ConfigureAwait(false);
        return lease;
    }

    /// <summary>Stores the entry, unless its lease has ended.</summary>
    public Task<StoreReply> TryStoreAsync(IDatabase primary, RedisValue? lease)
        => StoreScript.EvaluateAsync(primary, keys, entry, ttl, version: 0, dependencies is null ? null : EntryDependencies.Of(StoredAt, _ties), lease);
}
