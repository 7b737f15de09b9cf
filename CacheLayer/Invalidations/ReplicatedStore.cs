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
    private readonly EntryKeys[] _ties = Array.ConvertAll(dependencies ?? [], dependency => KeyLayout.Entry(dependency.Keyspace, dependency.Id));

    public EntryKeys Keys => keys;

    /// <summary>When the value was stored, as the entry says it: see <see cref="Entries.EntryCodec"/>.</summary>
    public ReadOnlyMemory<byte> StoredAt => entry.AsMemory(3, 9);

    /// <summary>Whether the last attempt found no memory for it, and removed the value that it was to replace.</summary>
    public bool IsRefused { get; private set; }

    /// <summary>Stores it; again when it is called again.</summary>
    /// <returns>How many values are gone that it replaces: unknown, so none.</returns>
    public async Task<int> RunAsync(ReplicatedWrite write, CancellationToken cancellationToken)
    {
        // Tied once more at the end: an invalidation meanwhile has taken the entry for gone, and out of the index, where later ones look for it.
        var primary = await write.PrimaryOfAsync(keys.Value, cancellationToken).ConfigureAwait(false);
        IsRefused = !await TryTieAsync(write, cancellationToken).ConfigureAwait(false)
            || !await TryStoreAsync(primary).ConfigureAwait(false)
            || !await TryTieAsync(write, cancellationToken).ConfigureAwait(false);
        if (IsRefused)
        {
            await primary.KeyDeleteAsync([keys.Value, keys.Lease]).ConfigureAwait(false);
        }

        return 0;
    }

    private async Task<bool> TryStoreAsync(IDatabase primary)
    {
        var ties = dependencies is null ? null : EntryDependencies.Of(StoredAt, _ties);
        return await StoreScript.EvaluateAsync(primary, keys, entry, ttl, version: 0, ties).ConfigureAwait(false) is not StoreReply.OutOfMemory;
    }

    private async Task<bool> TryTieAsync(ReplicatedWrite write, CancellationToken cancellationToken)
    {
        var primaries = await write.PrimariesOfAsync(_ties, cancellationToken).ConfigureAwait(false);
        var life = RegisterDependentScript.LifeInIndex(ttl, leaseTtl);
        var registrations = new Task[_ties.Length];
        for (var i = 0; i < registrations.Length; i++)
        {
            registrations[i] = RegisterDependentScript.EvaluateAsync(primaries[i], _ties[i], keys.Value, life);
        }

        try
        {
            await Task.WhenAll(registrations).ConfigureAwait(false);
            return true;
        }
        catch (RedisServerException e) when (RedisFaults.IsOutOfMemory(e))
        {
            return false;
        }
    }
}
