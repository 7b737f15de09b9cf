using CacheLayer.Diagnostics;
using CacheLayer.Invalidations;
using CacheLayer.L1;
using CacheLayer.Redis.Cluster;
using CacheLayer.Redis.Dispatch;
using CacheLayer.Redis.Routing;
using CacheLayer.Redis.Topology;
using CacheLayer.Scripts;
using StackExchange.Redis;

namespace CacheLayer;

/// <summary>Makes keys unreadable on the primary and on every connected replica.</summary>
public sealed class CacheInvalidator
{
    /// <summary>Why a value is not stored, and what to do.</summary>
    internal const string OutOfMemory =
        "The cache node has no memory left for a value; the one that it was to replace is removed. Raise maxmemory, or choose a maxmemory-policy that evicts (allkeys-lfu).";

    private readonly KeyRouter _router;
    private readonly L1Cache _l1;
    private readonly CacheConnectionOptions _options;
    private readonly TimeProvider _time;
    private readonly RecentWrites _recent;

    internal CacheInvalidator(KeyRouter router, L1Cache l1, CacheConnectionOptions options, TimeProvider time)
    {
        _router = router;
        _l1 = l1;
        _options = options;
        _time = time;
        _recent = new(time);
        router.Replay = new RestartReplay(this, router, _recent).RunAsync;
    }

    /// <summary>
    /// Raised when another node has become the primary, or the primary has restarted. Replication is asynchronous, and what a node loads
    /// when it starts is older than the end of the one before: it may lack the last invalidations. Carry out those of the last minute again.
    /// Handlers must return at once.
    /// </summary>
    public event Action? PrimaryChanged
    {
        add => _router.PrimaryChanged += value;
        remove => _router.PrimaryChanged -= value;
    }

    /// <summary>
    /// Removes the entries and their dependents, raises their watermarks, and waits for the connected replicas. An entry stays whose version is
    /// not below that of its invalidation: it was made after the change, or by it. Its dependents go all the same, as their versions say nothing of it.
    /// </summary>
    /// <returns>When this returns, no read that begins later can see what was removed.</returns>
    /// <exception cref="CacheUnavailableException">The primary or a connected replica did not confirm in time; nothing is known, call again.</exception>
    public async ValueTask<InvalidationResult> InvalidateAsync(IReadOnlyList<Invalidation> invalidations, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(invalidations);
        if (invalidations.Count == 0)
        {
            return default;
        }

        using var activity = CacheActivities.Start("cache invalidate", null);

        // Copied: the caller may change the list meanwhile, and an attempt that fails is made again.
        var entries = new (EntryKeys Keys, long Version)[invalidations.Count];
        for (var i = 0; i < entries.Length; i++)
        {
            entries[i] = (KeyLayout.Entry(invalidations[i].Keyspace, invalidations[i].Id), invalidations[i].Version);
            _recent.Removes(entries[i].Keys, entries[i].Version);
        }

        return await RemoveAsync(entries, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Reports to every reading process how far the caller's invalidations lag behind; call it every second.
    /// Keyspaces with <see cref="KeyspaceOptions.MaxLag"/> serve less from the cache when the lag exceeds it, or when no report has arrived for that long.
    /// </summary>
    /// <param name="lag">The age of the oldest change that was not carried out; zero when no change is pending.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="CacheUnavailableException">The primary does not answer.</exception>
    public async ValueTask ReportLagAsync(TimeSpan lag, CancellationToken cancellationToken = default)
        => await _router.WriteAsync(
            LagReport.Key,
            new LagReport(_time.GetUtcNow().ToUnixTimeMilliseconds(), (long)lag.TotalMilliseconds),
            static (db, report) => LagReportScript.EvaluateAsync(db, report),
            WriteRetry.Never,
            cancellationToken).ConfigureAwait(false);

    /// <summary>Removes entries and their dependents. Each page has the whole time to be confirmed.</summary>
    /// <inheritdoc cref="InvalidateAsync"/>
    internal async ValueTask<InvalidationResult> RemoveAsync(IReadOnlyList<(EntryKeys Keys, long Version)> entries, CancellationToken cancellationToken)
    {
        var removal = new InvalidationRunner(entries, _router, _recent);
        InvalidationResult? result = null;
        try
        {
            do
            {
                var page = await ConfirmAsync(removal, static (write, removal, stop) => removal.PageAsync(write, stop), cancellationToken).ConfigureAwait(false);
                Drop(removal.Removed);
                result = result?.Then(page) ?? page;
            }
            while (await removal.AdvanceAsync().ConfigureAwait(false));
            return result.Value with { Deleted = removal.Deleted, Kept = removal.Kept };
        }
        catch (CacheUnavailableException e) when (removal.Deleted > 0)
        {
            throw new CacheUnavailableException(e.Message, e.InnerException) { IsKeySpecific = e.IsKeySpecific, Deleted = removal.Deleted };
        }
    }

    /// <summary>Opens the connections, so that no invalidation has to.</summary>
    internal Task OpenAsync() => Task.WhenAll(_router.Shards.Select(shard => shard.OpenDedicatedAsync()));

    /// <summary>Writes to the primaries, and waits for the connected replicas; starts over when that fails with a transient error.</summary>
    /// <param name="state">Handed to <paramref name="write"/>.</param>
    /// <param name="write">Writes, and says how many entries it removed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="CacheUnavailableException">The primary or a connected replica did not confirm in time; nothing is known.</exception>
    internal async ValueTask<InvalidationResult> ConfirmAsync<TState>(
        TState state, Func<ReplicatedWrite, TState, CancellationToken, Task<int>> write, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await _router.StartedAsync(cancellationToken).ConfigureAwait(false);
        var startedAt = _time.GetTimestamp();
        var deadline = Environment.TickCount64 + (long)_options.WriteDeadline.TotalMilliseconds;
        while (true)
        {
            Exception error;
            try
            {
                var attempt = new ReplicatedWrite(_router, _options);
                var deleted = await write(attempt, state, cancellationToken).ConfigureAwait(false);
                var deletedAfter = _time.GetElapsedTime(startedAt);
                var replicas = await attempt.WaitAsync(deadline, cancellationToken).ConfigureAwait(false);
                return new(deleted, replicas, deletedAfter, _time.GetElapsedTime(startedAt));
            }
            catch (Exception e) when (e is RedisException or TimeoutException or RedisCommandException or CacheUnavailableException)
            {
                error = e;
            }

            await _router.RefreshTopologyAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
            if (Environment.TickCount64 >= deadline || !(RedisFaults.IsTransient(error) || error is CacheUnavailableException))
            {
                throw new CacheUnavailableException("The primary did not confirm the write.", error) { IsKeySpecific = RedisFaults.IsKeySpecific(error) };
            }

            await Task.Delay(CallRecovery.RetryInterval, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Stores a value on the primary, and waits for the connected replicas.</summary>
    /// <exception cref="CacheUnavailableException">It was not confirmed in time, and nothing is known; or there is no memory for it, and what it was to replace is gone from every node.</exception>
    internal async ValueTask StoreAsync(ReplicatedStore store, CancellationToken cancellationToken)
    {
        _recent.Stores(store.Keys, store.StoredAt);
        await ConfirmAsync(store, static (write, store, stop) => store.RunAsync(write, stop), cancellationToken).ConfigureAwait(false);
        _l1.Drop(store.Keys.Value);
        if (store.IsRefused)
        {
            throw new CacheUnavailableException(OutOfMemory);
        }
    }

    /// <summary>Removes every value of a keyspace, dependents and fills under way excepted.</summary>
    /// <exception cref="CacheUnavailableException">A part was not confirmed in time; nothing is known, call again.</exception>
    internal async ValueTask SweepAsync(Keyspace keyspace, CancellationToken cancellationToken)
    {
        _recent.Sweeps(keyspace);
        // A key that moves from a shard not yet swept to one that was would be missed: then all of it is done again.
        SlotMap? slots;
        do
        {
            slots = _router.Slots;
            foreach (var shard in _router.Shards)
            {
                var sweep = new KeyspaceScan(keyspace, shard);
                do
                {
                    await ConfirmAsync(sweep, static (write, sweep, stop) => sweep.PageAsync(write, stop), cancellationToken).ConfigureAwait(false);
                    Drop(sweep.Page);
                }
                while (sweep.Advance());
            }

            if (slots is not null)
            {
                await _router.RefreshTopologyAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        while (slots is not null && !_router.Slots!.IsAsIn(slots));
    }

    // The tracking connection reports these keys too, but perhaps not yet.
    private void Drop(IEnumerable<string> keys)
    {
        foreach (var key in keys)
        {
            _l1.Drop(key);
        }
    }
}
