using CacheLayer.Protocol;
using CacheLayer.Topology;
using StackExchange.Redis;

namespace CacheLayer.Invalidations;

/// <summary>Stores a value that the application pushes, tied first to what it depends on: an invalidation of that finds it later.</summary>
/// <param name="keys">The entry's keys.</param>
/// <param name="entry">The entry.</param>
/// <param name="ttl">How long it lives.</param>
/// <param name="fenceLife">How long storing it may take, as with a fill.</param>
/// <param name="dependencies">What it depends on.</param>
internal sealed class ConfirmedStore(EntryKeys keys, byte[] entry, TimeSpan ttl, TimeSpan fenceLife, params CacheDependency[] dependencies)
{
    public EntryKeys Keys => keys;

    /// <summary>When the value was stored, as the entry says it: see <see cref="Entries.EntryCodec"/>.</summary>
    public ReadOnlyMemory<byte> StoredAt => entry.AsMemory(3, 9);

    /// <summary>Whether the last attempt found no memory for it, and removed the value that it was to replace.</summary>
    public bool IsRefused { get; private set; }

    /// <summary>Stores it; again when it is called again.</summary>
    /// <returns>How many values are gone that it replaces: unknown, so none.</returns>
    public async Task<int> RunAsync(ConfirmedWrite write, CancellationToken cancellationToken)
    {
        IsRefused = !await TryTieAsync(write, cancellationToken).ConfigureAwait(false);
        var primary = await write.PrimaryOfAsync(keys.Value, cancellationToken).ConfigureAwait(false);
        if (IsRefused)
        {
            await primary.KeyDeleteAsync([keys.Value, keys.Fence]).ConfigureAwait(false);
        }
        else
        {
            IsRefused = await StoreScript.EvaluateAsync(primary, keys, entry, ttl, version: 0).ConfigureAwait(false) is StoreReply.OutOfMemory;
        }

        return 0;
    }

    private async Task<bool> TryTieAsync(ConfirmedWrite write, CancellationToken cancellationToken)
    {
        var ties = Array.ConvertAll(dependencies, dependency => KeyLayout.Entry(dependency.Keyspace, dependency.Id));
        var primaries = await write.PrimariesOfAsync(ties, cancellationToken).ConfigureAwait(false);
        var life = Aside.Dependencies.LifeInIndex(ttl, fenceLife);
        var registrations = new Task[ties.Length];
        for (var i = 0; i < registrations.Length; i++)
        {
            registrations[i] = RegisterDependentScript.EvaluateAsync(primaries[i], ties[i], keys.Value, life);
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
