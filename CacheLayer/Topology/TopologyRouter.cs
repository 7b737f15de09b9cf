using System.Net;
using CacheLayer.Connections;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace CacheLayer.Topology;

/// <summary>Sends reads to the nearest readable node, and writes to the primary.</summary>
/// <remarks>
/// There is a pool of connections to each node, and the router chooses among them: the client's own choice goes by what nodes
/// say of themselves, and follows an old primary that is back from the dead.
/// </remarks>
internal sealed class TopologyRouter : IAsyncDisposable
{
    /// <summary>How long a write waits before it is tried again.</summary>
    internal static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(25);

    // A node that answered so recently may only have lost a connection: worth a moment's wait when no other is left.
    private const long RecentMilliseconds = 1000;

    private readonly CacheConnectionOptions _options;
    private readonly ILogger _logger;
    private readonly CacheConnectionString _connectionString;
    private readonly ConnectionDefaults _defaults;
    private readonly RedisNode[] _nodes;
    private readonly NodeProbe[] _probes;
    private readonly TopologyState _state;
    private readonly SentinelWatch? _sentinels;
    private readonly CancellationTokenSource _stopping = new();
    private readonly long _readAttempt;
    private readonly long _command;
    private readonly long _rest;
    private Task _watching = Task.CompletedTask;

    /// <exception cref="FormatException">The connection string is wrong.</exception>
    public TopologyRouter(CacheLayerSettings settings, ILogger<TopologyRouter> logger)
    {
        _options = settings.Connections;
        _logger = logger;
        _connectionString = CacheConnectionString.Parse(settings.ConnectionString);
        _defaults = new ConnectionDefaults(_options);
        _nodes = [.. _connectionString.Nodes.Select((address, i) => new RedisNode(i, address, new NodeConnectionPool(
            Options(address.EndPoint), _options, isBack => ConnectionChanged(i, isBack), logger)))];
        _state = new TopologyState(_nodes, _connectionString.Sentinels.Count > 0, settings.Zone, _options, logger);
        _state.PrimaryChanged += HintAll;
        _probes = [.. _nodes.Select(node => new NodeProbe(node, _state, _options))];
        _sentinels = _connectionString.Sentinels.Count > 0 ? new SentinelWatch(_connectionString, _defaults, _state, _options, HintAll, logger) : null;
        _readAttempt = (long)_options.ReadAttemptTimeout.TotalMilliseconds;
        _command = (long)_options.CommandTimeout.TotalMilliseconds;
        _rest = (long)_options.NodeRest.TotalMilliseconds;
        CallSweeper.Start();
    }

    /// <summary>
    /// Raised when another node than before is the primary: replication is asynchronous, and what only the old one had, invalidations too, is lost.
    /// The thread must not be kept.
    /// </summary>
    public event Action? PrimaryChanged
    {
        add => _state.PrimaryChanged += value;
        remove => _state.PrimaryChanged -= value;
    }

    /// <summary>Every node, in the order of the connection string.</summary>
    public IReadOnlyList<NodeStatus> Nodes => Array.ConvertAll(_nodes, Status);

    /// <summary>
    /// Requests under way on the busiest node, against what the connections are made for that may be opened to it: 0 when idle,
    /// 1 when more connections would be needed, and beyond.
    /// </summary>
    public double PoolUsage => _nodes.Max(node => (double)node.Pool.InFlight / node.Pool.Capacity);

    /// <summary>Opens and pings every connection; returns after a bounded time when nodes are down, and connects to them later.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll([.. _nodes.Select(node => node.Pool.OpenAsync(cancellationToken)), _sentinels?.OpenAsync(cancellationToken) ?? Task.CompletedTask])
            .ConfigureAwait(false);

        // Who is primary, then who has all that the primary has.
        await ProbeAllAsync(cancellationToken).ConfigureAwait(false);
        await ProbeAllAsync(cancellationToken).ConfigureAwait(false);
        _watching = Task.WhenAll([
            .. _probes.Select((probe, i) => WatchAsync(probe.RunAsync, _nodes[i].Address.Name)),
            WatchAsync(_sentinels is null ? _ => Task.CompletedTask : _sentinels.RunAsync, "the sentinels")]);
    }

    /// <summary>Reads from the nearest node, and from the next one when it does not answer. State is passed so that callers need no closure.</summary>
    /// <remarks>Cancellation is noticed some milliseconds late: a token of its own for every read would cost more than the read.</remarks>
    /// <exception cref="CacheUnavailableException">No node answered.</exception>
    /// <exception cref="RedisServerException">A node refused the command itself, as all others would.</exception>
    public ValueTask<TResult> ReadAsync<TState, TResult>(
        TState state, Func<IDatabase, TState, Task<TResult>> read, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<TResult>(cancellationToken);
        }

        var now = Environment.TickCount64;
        return _state.ReadOrder.Pick(0, now) is { } node
            ? RouterCall<TState, TResult>.Start(this, node, state, read, null, now + _readAttempt, cancellationToken)
            : new(RecoverReadAsync(state, read, null, null, cancellationToken));
    }

    /// <summary>Writes to the primary.</summary>
    /// <exception cref="CacheUnavailableException">The primary did not answer; whether the write was done is not known.</exception>
    /// <exception cref="RedisServerException">The primary refused the command itself.</exception>
    public ValueTask<TResult> WriteAsync<TState, TResult>(
        TState state, Func<IDatabase, TState, Task<TResult>> write, WriteRetry retry, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<TResult>(cancellationToken);
        }

        return Primary is { } primary
            ? RouterCall<TState, TResult>.Start(this, primary, state, write, retry, Environment.TickCount64 + _command, cancellationToken)
            : new(RecoverWriteAsync(state, write, retry, null, null, cancellationToken));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        CallSweeper.Stop();
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _watching.ConfigureAwait(false);
        foreach (var node in _nodes)
        {
            await node.Pool.DisposeAsync().ConfigureAwait(false);
        }

        foreach (var probe in _probes)
        {
            probe.Dispose();
        }

        if (_sentinels is not null)
        {
            await _sentinels.DisposeAsync().ConfigureAwait(false);
        }

        _stopping.Dispose();
    }

    /// <summary>The node that is written to, or null while there is none.</summary>
    internal RedisNode? Primary => _state.Primary is { Health: NodeHealth.Answers } primary ? primary : null;

    /// <summary>How many nodes beside the primary somebody may be reading.</summary>
    internal int CountReplicas(RedisNode primary)
    {
        var now = Environment.TickCount64;
        return _nodes.Count(node => node != primary && node.CountsUntil > now);
    }

    /// <summary>Opens a connection to each node, in their order, for a use that must not delay others.</summary>
    internal Task<NodeConnection[]> OpenSeparateAsync()
        => Task.WhenAll(_nodes.Select(node => NodeConnection.OpenAsync(Options(node.Address.EndPoint), _ => _probes[node.Index].Hint(), _stopping.Token)));

    /// <summary>Goes on where the first attempt failed or takes too long.</summary>
    internal Task<TResult> RecoverAsync<TState, TResult>(
        TState state,
        Func<IDatabase, TState, Task<TResult>> operation,
        WriteRetry? writeRetry,
        RedisNode node,
        Task<TResult> attempt,
        CancellationToken cancellationToken)
        => writeRetry is { } retry
            ? RecoverWriteAsync(state, operation, retry, node, attempt, cancellationToken)
            : RecoverReadAsync(state, operation, node, attempt, cancellationToken);

    private async Task<TResult> RecoverReadAsync<TState, TResult>(
        TState state, Func<IDatabase, TState, Task<TResult>> read, RedisNode? node, Task<TResult>? attempt, CancellationToken cancellationToken)
    {
        var running = new List<(RedisNode Node, Task<TResult> Attempt)>(_nodes.Length);
        var tried = 0UL;
        var hasWaited = false;
        Exception? error = null;
        if (attempt is not null)
        {
            running.Add((node!, attempt));
            tried = 1UL << node!.Index;
            if (!attempt.IsCompleted && !cancellationToken.IsCancellationRequested)
            {
                Rest(node);
            }
        }

        while (true)
        {
            for (var i = running.Count - 1; i >= 0; i--)
            {
                var (from, task) = running[i];
                if (task.IsCompletedSuccessfully)
                {
                    return task.Result;
                }

                if (task.IsCompleted)
                {
                    error = task.Exception?.InnerException ?? new TaskCanceledException(task);
                    if (!RedisFaults.IsPassing(error))
                    {
                        return await task.ConfigureAwait(false);
                    }

                    Rest(from);
                    running.RemoveAt(i);
                }
            }

            cancellationToken.ThrowIfCancellationRequested();
            var next = _state.ReadOrder.Pick(tried, Environment.TickCount64);
            if (next is not null)
            {
                tried |= 1UL << next.Index;
                running.Add((next, Attempt(next, state, read)));
            }
            else if (running.Count == 0)
            {
                if (hasWaited || !await IsReadableSoonAsync(cancellationToken).ConfigureAwait(false))
                {
                    throw new CacheUnavailableException("No cache node can be read.", error);
                }

                (hasWaited, tried) = (true, 0);
                continue;
            }

            // With nobody left to ask, the answers that are under way have the time that any command has.
            var isLast = _state.ReadOrder.Pick(tried, Environment.TickCount64) is null;
            var wait = isLast ? _options.CommandTimeout : _options.ReadAttemptTimeout;
            var answer = Task.WhenAny(running.ConvertAll(r => r.Attempt));
            if (!await EndsWithinAsync(answer, wait, cancellationToken).ConfigureAwait(false))
            {
                running.ForEach(r => Rest(r.Node));
                if (isLast)
                {
                    throw new CacheUnavailableException("No cache node answered the read in time.", error);
                }
            }
        }
    }

    private async Task<TResult> RecoverWriteAsync<TState, TResult>(
        TState state, Func<IDatabase, TState, Task<TResult>> write, WriteRetry retry, RedisNode? node, Task<TResult>? attempt, CancellationToken cancellationToken)
    {
        var deadline = Environment.TickCount64 + (retry is WriteRetry.Never ? 0 : (long)_options.WriteDeadline.TotalMilliseconds);
        while (true)
        {
            Exception? error = null;
            if (attempt is { IsCompleted: true })
            {
                if (attempt.IsCompletedSuccessfully || !RedisFaults.IsPassing(error = attempt.Exception?.InnerException))
                {
                    return await attempt.ConfigureAwait(false);
                }
            }

            HintAll();
            cancellationToken.ThrowIfCancellationRequested();
            if (Environment.TickCount64 >= deadline)
            {
                throw new CacheUnavailableException(
                    node is null ? "There is no primary to write to." : $"The primary {node.Address.Name} did not answer a write.", error);
            }

            await Task.Delay(RetryInterval, TimeProvider.System, cancellationToken).ConfigureAwait(false);
            if (Primary is { } primary)
            {
                (node, attempt) = (primary, Attempt(primary, state, write));
                await EndsWithinAsync(attempt, _options.CommandTimeout, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static async Task<TResult> Attempt<TState, TResult>(RedisNode node, TState state, Func<IDatabase, TState, Task<TResult>> operation)
    {
        var connection = node.Pool.Pick();
        connection.Enter();
        try
        {
            return await operation(connection.Database, state).ConfigureAwait(false);
        }
        finally
        {
            connection.Leave();
        }
    }

    private static async Task<bool> EndsWithinAsync(Task task, TimeSpan time, CancellationToken cancellationToken)
    {
        await ((Task)Task.WhenAny(task)).WaitAsync(time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        return task.IsCompleted;
    }

    // Not while all is known to be down: then everybody fails fast.
    private async Task<bool> IsReadableSoonAsync(CancellationToken cancellationToken)
    {
        HintAll();
        var until = Environment.TickCount64 + _readAttempt;
        for (var now = Environment.TickCount64; now < until; now = Environment.TickCount64)
        {
            if (_state.ReadOrder.Pick(0, now) is not null)
            {
                return true;
            }

            if (!Array.Exists(_nodes, node => node.Health is not NodeHealth.Down || now - node.AnsweredAt < RecentMilliseconds))
            {
                return false;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, cancellationToken).ConfigureAwait(false);
        }

        return false;
    }

    private void Rest(RedisNode node)
    {
        node.RestsUntil = Math.Max(node.RestsUntil, Environment.TickCount64 + _rest);
        _probes[node.Index].Hint();
    }

    private void ConnectionChanged(int index, bool isBack)
    {
        if (!isBack)
        {
            _state.Lost(_nodes[index]);
        }

        _probes[index].Hint();
    }

    /// <summary>Has every node probed at once.</summary>
    internal void HintAll()
    {
        foreach (var probe in _probes)
        {
            probe.Hint();
        }
    }

    private Task ProbeAllAsync(CancellationToken cancellationToken)
        => Task.WhenAll(_probes.Select(probe => probe.ProbeAsync(cancellationToken)));

    private async Task WatchAsync(Func<CancellationToken, Task> watch, string name)
    {
        try
        {
            await watch(_stopping.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Stopped.
        }
        catch (Exception e)
        {
            Log.ProbeEnded(_logger, name, e);
        }
    }

    private ConfigurationOptions Options(EndPoint endPoint) => _defaults.For(_connectionString.Options, endPoint);

    private NodeStatus Status(RedisNode node) => new(
        node.Address.Name,
        node.Address.Zone,
        node.Info?.Role ?? NodeRole.Unknown,
        node == _state.Primary,
        node.Pool.IsConnected,
        node.ReadableUntil > Environment.TickCount64,
        node.Info?.LinkUp ?? false,
        node.LagBytes,
        node.Info?.UsedMemory ?? 0,
        node.Info?.MaxMemory ?? 0,
        node.Info?.EvictedKeys ?? 0,
        node.Pool.InFlight,
        node.Pool.Count);
}
