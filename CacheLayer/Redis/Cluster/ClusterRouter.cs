using System.Runtime.CompilerServices;
using CacheLayer.Redis.Connections;
using CacheLayer.Redis.Dispatch;
using CacheLayer.Redis.Topology;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace CacheLayer.Redis.Cluster;

/// <summary>Sends each read and write to the shard that has the key's slot, and follows the slots when they move.</summary>
internal sealed class ClusterRouter : IAsyncDisposable
{
    // Between two attempts at a key whose slot moves just now.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly ShardSet _shards;
    private readonly ClusterWatch _watch;
    private readonly CacheConnectionOptions _options;
    private readonly CancellationTokenSource _stopping = new();
    private Task _watching = Task.CompletedTask;

    public ClusterRouter(CacheConnectionString connectionString, CacheLayerSettings settings, ILogger logger)
    {
        _options = settings.Connections;
        _shards = new(connectionString, settings, logger);
        _watch = new(connectionString, new ConnectionDefaults(_options, connectionString), _options, _shards.ApplyAsync, logger);
        _shards.RoleChanged += LookAgain;
    }

    public event Action? PrimaryChanged
    {
        add => _shards.PrimaryChanged += value;
        remove => _shards.PrimaryChanged -= value;
    }

    /// <inheritdoc cref="ShardSet.Changed"/>
    public event Action? ShardsChanged
    {
        add => _shards.Changed += value;
        remove => _shards.Changed -= value;
    }

    /// <inheritdoc cref="TopologyRouter.Replay"/>
    public Func<TopologyRouter, CancellationToken, Task>? Replay
    {
        set => _shards.Replay = value;
    }

    /// <inheritdoc cref="ShardSet.Timeouts"/>
    public long Timeouts => _shards.Timeouts;

    public SlotMap Map => _shards.Map;

    /// <summary>Finds the shards, and opens the connections to them; those that cannot be found yet are looked for later.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _watch.OpenAsync(cancellationToken).ConfigureAwait(false);
        _watching = _watch.RunAsync(_stopping.Token);
    }

    /// <summary>Ends when the nodes have been asked again which slots they own.</summary>
    public Task RefreshAsync() => _watch.RefreshAsync();

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<TResult> ReadAsync<TState, TResult>(
        int slot, TState state, Func<IDatabase, TState, Task<TResult>> read, CancellationToken cancellationToken)
    {
        try
        {
            return await Owner(slot).ReadAsync(state, read, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (IsElsewhere(e))
        {
            // Handled below, outside of the catch block.
        }

        return await ReadElsewhereAsync(slot, state, read, cancellationToken).ConfigureAwait(false);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<TResult> WriteAsync<TState, TResult>(
        int slot, TState state, Func<IDatabase, TState, Task<TResult>> write, WriteRetry retry, CancellationToken cancellationToken)
    {
        try
        {
            return await Owner(slot).WriteAsync(state, write, retry, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (IsElsewhere(e))
        {
            // It was not done, so any write may be sent once more, to where the key is.
        }

        return await WriteElsewhereAsync(slot, state, write, retry, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The shard that has a slot.</summary>
    /// <exception cref="CacheUnavailableException">None is known to.</exception>
    public TopologyRouter Owner(int slot)
        => Map.Owner(slot)?.Router ?? throw new CacheUnavailableException("No node of the cluster is known to have the key's slot.");

    public async ValueTask DisposeAsync()
    {
        _shards.RoleChanged -= LookAgain;
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _watch.DisposeAsync().ConfigureAwait(false);
        await _shards.DisposeAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    // A node that was promoted is not read as a replica any more, and not as the primary before the others are known to take it for that.
    private void LookAgain() => _ = RefreshAsync();

    private static bool IsElsewhere(Exception exception)
        => RedisFaults.IsRedirect(exception) || (exception is CacheUnavailableException && RedisFaults.IsRedirect(exception.InnerException));

    private async Task<TResult> ReadElsewhereAsync<TState, TResult>(
        int slot, TState state, Func<IDatabase, TState, Task<TResult>> read, CancellationToken cancellationToken)
    {
        var until = Environment.TickCount64 + (long)_options.CommandTimeout.TotalMilliseconds;
        while (true)
        {
            if (Map.LeavingTo(slot) is { } target)
            {
                try
                {
                    return await target.Router.AskAsync(state, read, cancellationToken).ConfigureAwait(false);
                }
                catch (Exception e) when (RedisFaults.IsTransient(e) || e is CacheUnavailableException)
                {
                    // It may have arrived, or turned back.
                }
            }

            await _watch.RefreshAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                return await Owner(slot).ReadAsync(state, read, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (IsElsewhere(e) && Environment.TickCount64 < until)
            {
                // Asked again below.
            }

            await Task.Delay(Pause, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<TResult> WriteElsewhereAsync<TState, TResult>(
        int slot, TState state, Func<IDatabase, TState, Task<TResult>> write, WriteRetry retry, CancellationToken cancellationToken)
    {
        var until = Environment.TickCount64 + (retry is WriteRetry.Never ? 0 : (long)_options.WriteDeadline.TotalMilliseconds);
        while (true)
        {
            await _watch.RefreshAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                return await Owner(slot).WriteAsync(state, write, retry, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (IsElsewhere(e))
            {
                if (Environment.TickCount64 >= until)
                {
                    throw new CacheUnavailableException("The key's slot is on its way from one node to another.", e);
                }
            }

            await Task.Delay(CallRecovery.RetryInterval, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        }
    }
}
