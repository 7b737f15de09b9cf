using CacheLayer.Protocol;
using StackExchange.Redis;

namespace CacheLayer.Hybrid;

/// <summary>Stores a value that the application pushes, tied to its tags first: whoever removes one of them later finds it.</summary>
/// <param name="Keys">The entry's keys.</param>
/// <param name="Entry">The entry.</param>
/// <param name="Ttl">How long it lives.</param>
/// <param name="Dependencies">Its tags.</param>
internal readonly record struct HybridStore(EntryKeys Keys, byte[] Entry, TimeSpan Ttl, CacheDependency[] Dependencies)
{
    public async Task<int> RunAsync(IDatabase db)
    {
        var registrations = new Task[Dependencies.Length];
        for (var i = 0; i < registrations.Length; i++)
        {
            registrations[i] = RegisterDependentScript.EvaluateAsync(
                db, KeyLayout.Entry(Dependencies[i].Keyspace, Dependencies[i].Id), Keys.Value, Ttl);
        }

        await Task.WhenAll(registrations).ConfigureAwait(false);
        await StoreScript.EvaluateAsync(db, Keys, Entry, Ttl, version: 0).ConfigureAwait(false);
        return 0;
    }
}
