using CacheLayer.Connections;
using CacheLayer.Invalidations;
using CacheLayer.L1;
using CacheLayer.Lag;
using CacheLayer.Topology;
using StackExchange.Redis;

namespace CacheLayer;

/// <summary>Makes keys unreadable on the primary and on every connected replica.</summary>
public sealed class CacheInvalidator : IAsyncDisposable
{
    private readonly TopologyRouter _router;
    private readonly L1Cache _l1;
    private readonly CacheConnectionOptions _options;
    private readonly TimeProvider _time;

    // WAIT blocks the connection it is sent on, so these are of their own; only a process that invalidates has them.
    private readonly Lazy<Task<NodeConnection[]>> _connections;

    internal CacheInvalidator(TopologyRouter router, L1Cache l1, CacheConnectionOptions options, TimeProvider time)
    {
        _router = router;
        _l1 = l1;
        _options = options;
        _time = time;
        _connections = new(router.OpenSeparateAsync);
    }

    /// <summary>
    /// Raised when another node has become the primary. Replication is asynchronous, so it may lack the last invalidations:
    /// carry out those of the last minute again. Handlers must return at once.
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

        var removal = new Removal(invalidations);
        var result = await ConfirmAsync(removal, static (db, removal, stop) => removal.RunAsync(db, stop), cancellationToken).ConfigureAwait(false);
        Drop(removal.Removed);
        return result with { Kept = removal.Kept };
    }

    /// <summary>
    /// Tells all processes that read how far the caller is behind with what it has to invalidate; call it every second.
    /// Keyspaces with <see cref="KeyspaceOptions.MaxLag"/> serve less from the cache when it is too far, or when they have not been told for so long.
    /// </summary>
    /// <param name="lag">The age of the oldest change that was not carried out; zero when there is none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="CacheUnavailableException">The primary does not answer.</exception>
    public async ValueTask ReportLagAsync(TimeSpan lag, CancellationToken cancellationToken = default)
        => await _router.WriteAsync(
            new LagReport(_time.GetUtcNow().ToUnixTimeMilliseconds(), (long)lag.TotalMilliseconds),
            static (db, report) => db.StringSetAsync(LagReport.Key, report.ToString(), LagReport.Life),
            WriteRetry.Never,
            cancellationToken).ConfigureAwait(false);

    /// <summary>Opens the connections, so that no invalidation has to.</summary>
    internal Task OpenAsync() => _connections.Value;

    /// <summary>Writes to the primary, and waits for the connected replicas; begins anew when that fails and may be tried again.</summary>
    /// <param name="state">Handed to <paramref name="write"/>.</param>
    /// <param name="write">Writes, and says how many entries it removed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="CacheUnavailableException">The primary or a connected replica did not confirm in time; nothing is known.</exception>
    internal async ValueTask<InvalidationResult> ConfirmAsync<TState>(
        TState state, Func<IDatabase, TState, CancellationToken, Task<int>> write, CancellationToken cancellationToken)
    {
        var startedAt = _time.GetTimestamp();
        var deadline = Environment.TickCount64 + (long)_options.WriteDeadline.TotalMilliseconds;
        while (true)
        {
            Exception? error = null;
            if (_router.Primary is { } primary)
            {
                try
                {
                    var connection = (await _connections.Value.WaitAsync(cancellationToken).ConfigureAwait(false))[primary.Index];
                    return await WriteAndConfirmAsync(primary, connection.Database, state, write, startedAt, deadline, cancellationToken).ConfigureAwait(false);
                }
                catch (Exception e) when (e is RedisException or TimeoutException or RedisCommandException)
                {
                    error = e;
                }
            }

            _router.HintAll();
            if (Environment.TickCount64 >= deadline || (error is not null && !RedisFaults.IsPassing(error)))
            {
                throw new CacheUnavailableException("The primary did not confirm the write.", error) { IsRefusal = RedisFaults.IsOfTheKeys(error) };
            }

            await Task.Delay(CallRecovery.RetryInterval, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Removes every value of a keyspace, dependents and fills under way excepted.</summary>
    /// <exception cref="CacheUnavailableException">A part was not confirmed in time; nothing is known, call again.</exception>
    internal async ValueTask SweepAsync(Keyspace keyspace, CancellationToken cancellationToken)
    {
        var sweep = new Sweep(keyspace);
        do
        {
            await ConfirmAsync(sweep, static (db, sweep, _) => sweep.PageAsync(db), cancellationToken).ConfigureAwait(false);
            Drop(sweep.Page);
        }
        while (sweep.Advance());
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_connections.IsValueCreated)
        {
            foreach (var connection in await _connections.Value.ConfigureAwait(false))
            {
                await connection.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    // This process is told as well, but may have been told of it by then or not.
    private void Drop(IEnumerable<string> keys)
    {
        foreach (var key in keys)
        {
            _l1.Drop(key);
        }
    }

    private async Task<InvalidationResult> WriteAndConfirmAsync<TState>(
        RedisNode primary, IDatabase db, TState state, Func<IDatabase, TState, CancellationToken, Task<int>> write, long startedAt, long deadline, CancellationToken cancellationToken)
    {
        var confirmation = new Confirmation(_router, primary, db, _options);
        await confirmation.BeginAsync().ConfigureAwait(false);
        var deleted = await write(db, state, cancellationToken).ConfigureAwait(false);
        var deletedAfter = _time.GetElapsedTime(startedAt);
        var replicas = await confirmation.WaitAsync(deadline, cancellationToken).ConfigureAwait(false);
        return new(deleted, replicas, deletedAfter, _time.GetElapsedTime(startedAt));
    }
}
