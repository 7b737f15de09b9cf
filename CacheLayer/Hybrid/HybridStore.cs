using CacheLayer.Invalidations;
using CacheLayer.Protocol;

namespace CacheLayer.Hybrid;

/// <summary>Stores a value that the application pushes, tied to its tags first: whoever removes one of them later finds it.</summary>
/// <param name="Keys">The entry's keys.</param>
/// <param name="Entry">The entry.</param>
/// <param name="Ttl">How long it lives.</param>
/// <param name="FenceLife">How long storing it may take, as with a fill.</param>
/// <param name="Dependencies">Its tags.</param>
internal readonly record struct HybridStore(EntryKeys Keys, byte[] Entry, TimeSpan Ttl, TimeSpan FenceLife, CacheDependency[] Dependencies)
{
    public async Task<int> RunAsync(ConfirmedWrite write, CancellationToken cancellationToken)
    {
        var tags = Array.ConvertAll(Dependencies, tag => KeyLayout.Entry(tag.Keyspace, tag.Id));
        var primaries = await write.PrimariesOfAsync(tags, cancellationToken).ConfigureAwait(false);
        var life = Aside.Dependencies.LifeInIndex(Ttl, FenceLife);
        var registrations = new Task[tags.Length];
        for (var i = 0; i < registrations.Length; i++)
        {
            registrations[i] = RegisterDependentScript.EvaluateAsync(primaries[i], tags[i], Keys.Value, life);
        }

        await Task.WhenAll(registrations).ConfigureAwait(false);
        var primary = await write.PrimaryOfAsync(Keys.Value, cancellationToken).ConfigureAwait(false);
        await StoreScript.EvaluateAsync(primary, Keys, Entry, Ttl, version: 0).ConfigureAwait(false);
        return 0;
    }
}
