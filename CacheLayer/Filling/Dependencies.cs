using CacheLayer.Keyspaces;
using CacheLayer.Redis.Routing;
using CacheLayer.Scripts;

namespace CacheLayer.Filling;

/// <summary>Registers an entry with those that it was made from; <c>docs/dependents.md</c> says why this leaves no gap.</summary>
internal sealed class Dependencies : IDisposable
{
    // Redis counts a key's remaining life in whole milliseconds.
    private static readonly TimeSpan Rounding = TimeSpan.FromMilliseconds(2);

    private readonly FillProtocol _protocol;
    private readonly CrossShardRegistrations _crossShard;
    private readonly KeyRouter _router;
    private readonly TimeProvider _time;
    private int _primaryEpoch;

    public Dependencies(FillProtocol protocol, CacheWarnings warnings, KeyRouter router, TimeProvider time)
    {
        (_protocol, _router, _time) = (protocol, router, time);

        // Before the removal of what may have lost its registration, which takes its time: no fill may be registered with the new primary and
        // pass for one of before.
        router.PrimaryChanged += CountPrimary;
        _crossShard = new(router, protocol, warnings, time);
    }

    /// <summary>Rises when another node becomes the primary. Another primary's clock says nothing about what the old one invalidated when.</summary>
    public int PrimaryEpoch => Volatile.Read(ref _primaryEpoch);

    /// <summary>Notes that an entry is about to be registered by a write of its own: see <see cref="CrossShardRegistrations"/>.</summary>
    public void Note(string dependent, IReadOnlyList<CacheDependency> dependsOn) => _crossShard.Add(dependent, dependsOn);

    /// <summary>Registers the entry with everything that it depends on. To be done before it is stored.</summary>
    /// <param name="dependent">The entry's value key.</param>
    /// <param name="ttl">How long it will live.</param>
    /// <param name="leaseTtl">How long its fill may still take.</param>
    /// <param name="dependsOn">What it was made from.</param>
    /// <param name="startedAt">When it was begun to be made.</param>
    /// <returns>Whether nothing of that was invalidated since.</returns>
    public async ValueTask<bool> RegisterAsync(string dependent, TimeSpan ttl, TimeSpan leaseTtl, IReadOnlyList<CacheDependency> dependsOn, long startedAt)
    {
        _crossShard.Add(dependent, dependsOn);

        // Sent one after the other without waiting: one round trip.
        var registrations = new Task<RegisterDependentReply>[dependsOn.Count];
        for (var i = 0; i < registrations.Length; i++)
        {
            var life = RegisterDependentScript.LifeInIndex(dependsOn[i].OnlyWhileFilling ? TimeSpan.Zero : ttl, leaseTtl);
            registrations[i] = _protocol.RegisterAsync(KeyLayout.Entry(dependsOn[i].Keyspace, dependsOn[i].Id), dependent, life).AsTask();
        }

        var replies = await Task.WhenAll(registrations).ConfigureAwait(false);
        var madeIn = _time.GetElapsedTime(startedAt) + Rounding;
        for (var i = 0; i < replies.Length; i++)
        {
            var version = dependsOn[i].Version;
            if (replies[i].InvalidatedAgo <= madeIn || (version > 0 && version < replies[i].Watermark))
            {
                return false;
            }
        }

        return true;
    }

    public void Dispose()
    {
        _crossShard.Dispose();
        _router.PrimaryChanged -= CountPrimary;
    }

    private void CountPrimary() => Interlocked.Increment(ref _primaryEpoch);
}
