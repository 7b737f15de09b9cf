using CacheLayer.Redis.Cluster;
using CacheLayer.Redis.Connections;
using CacheLayer.Redis.Dispatch;
using CacheLayer.Redis.Topology;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace CacheLayer.Redis.Routing;

/// <summary>Sends reads and writes to the nodes that have the key: all of them, or those of one shard of a cluster.</summary>
internal sealed class KeyRouter : IAsyncDisposable
{
    private readonly TopologyRouter? _only;
    private readonly ClusterRouter? _cluster;
    private readonly CacheConnectionOptions _options;

    // Null once it was started.
    private volatile Func<CancellationToken, Task>? _starter;

    /// <exception cref="FormatException">The connection string is wrong.</exception>
    public KeyRouter(CacheLayerSettings settings, ILogger<TopologyRouter> logger)
    {
        _options = settings.Connections;
        ConnectionString = CacheConnectionString.Parse(settings.ConnectionString);
        if (ConnectionString.IsCluster)
        {
            _cluster = new(ConnectionString, settings, logger);
        }
        else
        {
            _only = new(ConnectionString, settings, logger);
        }
    }

    /// <summary>Where the nodes are.</summary>
    public CacheConnectionString ConnectionString { get; }

    /// <inheritdoc cref="TopologyRouter.PrimaryChanged"/>
    public event Action? PrimaryChanged
    {
        add
        {
            if (_only is not null)
            {
                _only.PrimaryChanged += value;
            }
            else
            {
                _cluster!.PrimaryChanged += value;
            }
        }

        remove
        {
            if (_only is not null)
            {
                _only.PrimaryChanged -= value;
            }
            else
            {
                _cluster!.PrimaryChanged -= value;
            }
        }
    }

    /// <summary>The last time of any shard: <see cref="TopologyState.SnapshotRestoredAt"/>.</summary>
    public long SnapshotRestoredAt => Shards.Select(shard => shard.SnapshotRestoredAt).DefaultIfEmpty().Max();

    /// <inheritdoc cref="TopologyRouter.Replay"/>
    public Func<TopologyRouter, CancellationToken, Task>? Replay
    {
        set
        {
            if (_only is not null)
            {
                _only.Replay = value;
            }
            else
            {
                _cluster!.Replay = value;
            }
        }
    }

    /// <summary>There are other <see cref="Shards"/> than before, or keys have moved from one to another. The thread must not be kept.</summary>
    public event Action? ShardsChanged
    {
        add
        {
            if (_cluster is not null)
            {
                _cluster.ShardsChanged += value;
            }
        }

        remove
        {
            if (_cluster is not null)
            {
                _cluster.ShardsChanged -= value;
            }
        }
    }

    /// <summary>Whether no command can have keys of different slots: each is sent on its own.</summary>
    public bool IsCluster => _cluster is not null;

    /// <summary>The router of all nodes; null in a cluster.</summary>
    public TopologyRouter? Only => _only;

    /// <summary>Every group of nodes with a primary of its own; one, where it is no cluster.</summary>
    public IReadOnlyList<TopologyRouter> Shards => _only is not null ? [_only] : [.. _cluster!.Map.Shards.Select(shard => shard.Router)];

    /// <summary>Every node.</summary>
    public IReadOnlyList<NodeStatus> Nodes => [.. Shards.SelectMany(shard => shard.Nodes)];

    /// <summary>That of the busiest shard: <see cref="TopologyRouter.PoolUsage"/>.</summary>
    public double PoolUsage => Shards.Select(shard => shard.PoolUsage).DefaultIfEmpty().Max();

    /// <inheritdoc cref="TopologyRouter.Timeouts"/>
    public long Timeouts => _only?.Timeouts ?? _cluster!.Timeouts;

    /// <summary>How the first read or write has all be started, in a host that was not.</summary>
    public Func<CancellationToken, Task>? Starter
    {
        init => _starter = value;
    }

    /// <inheritdoc cref="TopologyRouter.StartAsync"/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await (_only?.StartAsync(cancellationToken) ?? _cluster!.StartAsync(cancellationToken)).ConfigureAwait(false);
        _starter = null;
    }

    /// <summary>Ends when all is started.</summary>
    public Task StartedAsync(CancellationToken cancellationToken) => _starter?.Invoke(cancellationToken) ?? Task.CompletedTask;

    /// <summary>Reads a key: <see cref="TopologyRouter.ReadAsync"/>.</summary>
    /// <param name="key">The key, or one of several in the same slot.</param>
    /// <param name="state">Handed to <paramref name="read"/>.</param>
    /// <param name="read">Sends one command.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public ValueTask<TResult> ReadAsync<TState, TResult>(
        in RedisKey key, TState state, Func<IDatabase, TState, Task<TResult>> read, CancellationToken cancellationToken)
        => _starter is not null ? ReadStartedAsync(key, state, read, cancellationToken)
            : _only is not null ? _only.ReadAsync(state, read, cancellationToken)
            : _cluster!.ReadAsync(HashSlot.Of(key), state, read, cancellationToken);

    /// <summary>Writes a key, or several in the same slot: <see cref="TopologyRouter.WriteAsync"/>.</summary>
    public ValueTask<TResult> WriteAsync<TState, TResult>(
        in RedisKey key, TState state, Func<IDatabase, TState, Task<TResult>> write, WriteRetry retry, CancellationToken cancellationToken)
        => _starter is not null ? WriteStartedAsync(key, state, write, retry, cancellationToken)
            : _only is not null ? _only.WriteAsync(state, write, retry, cancellationToken)
            : _cluster!.WriteAsync(HashSlot.Of(key), state, write, retry, cancellationToken);

    /// <summary>The nodes that have a key.</summary>
    /// <exception cref="CacheUnavailableException">None is known to.</exception>
    public TopologyRouter ShardOf(RedisKey key) => _only ?? _cluster!.Owner(HashSlot.Of(key));

    /// <summary>The nodes that have a key, or null while none is known to.</summary>
    public TopologyRouter? FindShardOf(RedisKey key) => _only ?? _cluster!.Map.Owner(HashSlot.Of(key))?.Router;

    /// <summary>
    /// Whether a read that began at <paramref name="startedAt"/> (<see cref="Environment.TickCount64"/>) and failed is worth another try: until
    /// <see cref="CacheConnectionOptions.WriteDeadline"/> after that, unless none of the key's nodes has answered anything for as long.
    /// </summary>
    public bool IsWorthAnotherRead(RedisKey key, long startedAt)
    {
        var now = Environment.TickCount64;
        var patience = (long)_options.WriteDeadline.TotalMilliseconds;
        return now < startedAt + patience && now < (FindShardOf(key)?.AnsweredAt ?? startedAt) + patience;
    }

    /// <summary>
    /// From when on no process reads the key on the shard that its slot left, in <see cref="Environment.TickCount64"/>: the replicas
    /// there may have missed that it left, and are read for as long as any replica that is behind.
    /// </summary>
    public long NotReadElsewhereFrom(RedisKey key)
        => _cluster?.Map.MovedAt(HashSlot.Of(key)) is > 0 and var movedAt
            ? movedAt + (long)(_options.MaxReplicaStaleness + _options.ReadAttemptTimeout).TotalMilliseconds
            : 0;

    /// <summary>What changes when keys move from one shard to another.</summary>
    public SlotMap? Slots => _cluster?.Map;

    /// <inheritdoc cref="TopologyRouter.SentinelFault"/>
    public string? SentinelFault => _only?.SentinelFault;

    /// <summary>Has connections log in with the users and passwords of another connection string from now on; those that are open stay.</summary>
    /// <returns>Whether they differ.</returns>
    public bool UseCredentials(CacheConnectionString other)
        => ConnectionString.Credentials.Become(other.Credentials) | ConnectionString.SentinelCredentials.Become(other.SentinelCredentials);

    /// <summary>Has every node probed at once, and in a cluster asked who has which slots; ends when they have answered the latter.</summary>
    public Task RefreshTopologyAsync()
    {
        foreach (var shard in Shards)
        {
            shard.HintAll();
        }

        return _cluster?.RefreshAsync() ?? Task.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _only?.DisposeAsync() ?? _cluster!.DisposeAsync();

    private async ValueTask<TResult> ReadStartedAsync<TState, TResult>(
        RedisKey key, TState state, Func<IDatabase, TState, Task<TResult>> read, CancellationToken cancellationToken)
    {
        await StartedAsync(cancellationToken).ConfigureAwait(false);
        return await ReadAsync(key, state, read, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<TResult> WriteStartedAsync<TState, TResult>(
        RedisKey key, TState state, Func<IDatabase, TState, Task<TResult>> write, WriteRetry retry, CancellationToken cancellationToken)
    {
        await StartedAsync(cancellationToken).ConfigureAwait(false);
        return await WriteAsync(key, state, write, retry, cancellationToken).ConfigureAwait(false);
    }
}
