using CacheLayer.Connections;
using CacheLayer.Invalidations;
using CacheLayer.Topology;
using StackExchange.Redis;

namespace CacheLayer;

/// <summary>Makes keys unreadable on the primary and on every connected replica.</summary>
public sealed class CacheInvalidator : IAsyncDisposable
{
    private readonly TopologyRouter _router;
    private readonly CacheConnectionOptions _options;

    // WAIT blocks the connection it is sent on, so these are of their own; only a process that invalidates has them.
    private readonly Lazy<Task<NodeConnection[]>> _connections;

    internal CacheInvalidator(TopologyRouter router, CacheConnectionOptions options)
    {
        _router = router;
        _options = options;
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

    /// <summary>Removes the entries and their dependents, raises their watermarks, and waits for the connected replicas.</summary>
    /// <returns>When this returns, no read that begins later can see what was removed.</returns>
    /// <exception cref="CacheUnavailableException">The primary or a connected replica did not confirm in time; nothing is known, call again.</exception>
    public async ValueTask<InvalidationResult> InvalidateAsync(IReadOnlyList<Invalidation> invalidations, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(invalidations);
        if (invalidations.Count == 0)
        {
            return default;
        }

        var deadline = Environment.TickCount64 + (long)_options.WriteDeadline.TotalMilliseconds;
        while (true)
        {
            Exception? error = null;
            if (_router.Primary is { } primary)
            {
                try
                {
                    var connection = (await _connections.Value.WaitAsync(cancellationToken).ConfigureAwait(false))[primary.Index];
                    return await RemoveAndConfirmAsync(primary, connection.Database, invalidations, deadline, cancellationToken).ConfigureAwait(false);
                }
                catch (Exception e) when (e is RedisException or TimeoutException or RedisCommandException)
                {
                    error = e;
                }
            }

            _router.HintAll();
            if (Environment.TickCount64 >= deadline || (error is not null && !RedisFaults.IsPassing(error)))
            {
                throw new CacheUnavailableException("The primary did not confirm the invalidation.", error);
            }

            await Task.Delay(CallRecovery.RetryInterval, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        }
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

    private async Task<InvalidationResult> RemoveAndConfirmAsync(
        RedisNode primary, IDatabase db, IReadOnlyList<Invalidation> invalidations, long deadline, CancellationToken cancellationToken)
    {
        var confirmation = new Confirmation(_router, primary, db, _options);
        await confirmation.BeginAsync().ConfigureAwait(false);
        var deleted = await Removal.RunAsync(db, invalidations, cancellationToken).ConfigureAwait(false);
        var replicas = await confirmation.WaitAsync(deadline, cancellationToken).ConfigureAwait(false);
        return new(deleted, replicas);
    }
}
