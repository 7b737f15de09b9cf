using CacheLayer.Redis.Connections;
using CacheLayer.Redis.Topology;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace CacheLayer.Redis.Dispatch;

/// <summary>Sends reads to the nearest readable node, and writes to the primary: of all keys, or of those of one shard of a cluster.</summary>
/// <remarks>
/// There is a pool of connections to each node, and the router chooses among them: the client's own choice goes by what nodes
/// say of themselves, and follows an old primary that is back from the dead.
/// </remarks>
internal sealed partial class TopologyRouter : IAsyncDisposable
{
    private readonly CacheConnectionOptions _options;
    private readonly ILogger _logger;
    private readonly CacheConnectionString _connectionString;
    private readonly ConnectionDefaults _defaults;
    private readonly RedisNode[] _nodes;
    private readonly NodeProbe[] _probes;
    private readonly NodeInspector[] _inspectors;
    private readonly TopologyState _state;
    private readonly SentinelWatch? _sentinels;
    private readonly CallRecovery _recovery;
    private readonly CancellationTokenSource _stopping = new();
    private readonly long _readAttempt;
    private readonly long _command;
    private Task _watching = Task.CompletedTask;

    /// <exception cref="FormatException">The connection string is wrong.</exception>
    public TopologyRouter(CacheLayerSettings settings, ILogger<TopologyRouter> logger)
        : this(CacheConnectionString.Parse(settings.ConnectionString), settings, logger)
    {
    }

    /// <param name="connectionString">The nodes.</param>
    /// <param name="settings">All other settings.</param>
    /// <param name="logger">Logs changes.</param>
    public TopologyRouter(CacheConnectionString connectionString, CacheLayerSettings settings, ILogger logger)
    {
        _options = settings.Connections;
        _logger = logger;
        _connectionString = connectionString;
        _defaults = new ConnectionDefaults(_options, connectionString);
        _nodes = [.. _connectionString.Nodes.Select((address, i) => new RedisNode(i, address, new NodeConnectionPool(
            _defaults.For(address.EndPoint), _options, isBack => ConnectionChanged(i, isBack), TimeProvider.System, logger)))];
        _state = new TopologyState(_nodes, _connectionString.HasAuthority, settings.Zone, _options, logger);
        _state.PrimaryChanged += HintAll;
        _separate = new(_nodes, OpenDedicatedAsync);
        _asking = new(_nodes, async node => new AskingConnection(await OpenDedicatedAsync(node).ConfigureAwait(false)));
        _inspectors = [.. _nodes.Select(node => new NodeInspector(
            node, _state, () => OptionsOf(node), (runId, stop) => GatherAsync(node, runId, stop), connectionString, _options, logger))];
        _probes = [.. _nodes.Select(node => new NodeProbe(node, _state, _options, _inspectors[node.Index].RequestInspection))];
        connectionString.Credentials.Changed += UseCredentials;
        _sentinels = _connectionString.Sentinels.Count > 0 ? new SentinelWatch(_connectionString, _state, _options, HintAll, logger) : null;
        _readAttempt = (long)_options.ReadAttemptTimeout.TotalMilliseconds;
        _command = (long)_options.CommandTimeout.TotalMilliseconds;
        _recovery = new CallRecovery(_nodes, _state, _probes, node => _inspectors[node.Index].HintRights(), _options);
    }

    /// <summary>
    /// Raised when another node than before is the primary, or the primary has restarted: replication and storage are asynchronous, and what only the old one had, invalidations too, is lost.
    /// The thread must not be kept.
    /// </summary>
    public event Action? PrimaryChanged
    {
        add => _state.PrimaryChanged += value;
        remove => _state.PrimaryChanged -= value;
    }

    /// <summary>
    /// Carries out again what this process lately did to the nodes, after the primary has restarted with data; set before the start. The nodes are
    /// not read before it has ended.
    /// </summary>
    internal Func<TopologyRouter, CancellationToken, Task>? Replay
    {
        set => _state.Replay = value is null ? null : () => value(this, _stopping.Token);
    }

    /// <inheritdoc cref="TopologyState.RoleChanged"/>
    internal event Action? RoleChanged
    {
        add => _state.RoleChanged += value;
        remove => _state.RoleChanged -= value;
    }

    /// <summary>Every node, in the order of the connection string.</summary>
    public IReadOnlyList<NodeStatus> Nodes => Array.ConvertAll(_nodes, Status);

    /// <summary>
    /// Requests under way on the busiest node, against what the connections are made for that may be opened to it: 0 when idle,
    /// 1 when more connections would be needed, and beyond.
    /// </summary>
    public double PoolUsage => _nodes.Max(node => (double)node.Pool.InFlight / node.Pool.Capacity);

    /// <summary>How often a call got no answer from a node in the time that it has for one.</summary>
    public long Timeouts => _recovery.Timeouts;

    /// <summary>Opens and pings every connection; returns after a bounded time when nodes are down, and connects to them later.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll([
            .. _nodes.Select(node => node.Pool.OpenAsync(cancellationToken)),
            .. _inspectors.Select(inspector => inspector.InspectAsync(cancellationToken)),
            _sentinels?.OpenAsync(cancellationToken) ?? Task.CompletedTask]).ConfigureAwait(false);

        // Who is primary, then who has all that the primary has.
        await ProbeAllAsync(cancellationToken).ConfigureAwait(false);
        await ProbeAllAsync(cancellationToken).ConfigureAwait(false);
        _watching = Task.WhenAll([
            .. _probes.Select((probe, i) => WatchAsync(probe.RunAsync, _nodes[i].Address.Name)),
            .. _nodes.Select(node => WatchAsync(node.Pool.RunAsync, node.Address.Name)),
            .. _inspectors.Select((inspector, i) => WatchAsync(inspector.RunAsync, _nodes[i].Address.Name)),
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
            ? RouterCall<TState, TResult>.Start(_recovery, node, state, read, null, now + _readAttempt, cancellationToken)
            : new(_recovery.ReadAsync(state, read, null, null, cancellationToken));
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
            ? RouterCall<TState, TResult>.Start(_recovery, primary, state, write, retry, Environment.TickCount64 + _command, cancellationToken)
            : new(_recovery.WriteAsync(state, write, retry, null, null, cancellationToken));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _connectionString.Credentials.Changed -= UseCredentials;
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _watching.ConfigureAwait(false);
        foreach (var node in _nodes)
        {
            await node.Pool.DisposeAsync().ConfigureAwait(false);
        }

        await _separate.DisposeAsync().ConfigureAwait(false);
        await _asking.DisposeAsync().ConfigureAwait(false);
        if (_sentinels is not null)
        {
            await _sentinels.DisposeAsync().ConfigureAwait(false);
        }

        _stopping.Dispose();
    }

    /// <inheritdoc cref="SentinelWatch.Fault"/>
    internal string? SentinelFault => _sentinels?.Fault;

    /// <summary>The node that takes writes, or null while no primary is known.</summary>
    internal RedisNode? Primary => _state.WritablePrimary;

    /// <summary>Whether the primary may be read.</summary>
    internal bool IsPrimaryReadable => Primary is { } primary && primary.ReadableUntil > Environment.TickCount64;

    /// <summary>The node that a read would be sent to now, or null when none can be read.</summary>
    internal RedisNode? PreferredNode => _state.ReadOrder.Pick(0, Environment.TickCount64);

    /// <summary>When a node last answered a probe, in <see cref="Environment.TickCount64"/>; 0 for never.</summary>
    internal long AnsweredAt => _nodes.Max(node => node.AnsweredAt);

    /// <inheritdoc cref="TopologyState.SnapshotRestoredAt"/>
    internal long SnapshotRestoredAt => _state.SnapshotRestoredAt;

    /// <summary>How to connect to a node.</summary>
    internal ConfigurationOptions OptionsOf(RedisNode node) => _defaults.For(node.Address.EndPoint);

    /// <inheritdoc cref="TopologyState.NotReadElsewhereFrom"/>
    internal long NotReadElsewhereFrom => _state.NotReadElsewhereFrom;

    /// <summary>The node by that address (<see cref="NodeAddress.Announced"/>) is the one that the other nodes of the cluster take for the primary.</summary>
    internal void ClusterNames(string address) => _state.SentinelsName(Array.FindIndex(_nodes, node => node.Address.Announced == address));

    private void ConnectionChanged(int index, bool isBack)
    {
        if (!isBack)
        {
            _state.Lost(_nodes[index]);
        }

        _probes[index].RequestProbe();
    }

    /// <summary>Has every node probed at once.</summary>
    internal void HintAll() => NodeProbe.HintAll(_probes);

    private Task ProbeAllAsync(CancellationToken cancellationToken)
        => Task.WhenAll(_probes.Select(probe => probe.ProbeAsync(cancellationToken)));

    private async Task WatchAsync(Func<CancellationToken, Task> watch, string name)
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await watch(_stopping.Token).ConfigureAwait(false);
                return;
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // A node without a watch would not be read for the rest of the process.
                Log.WatchFailed(_logger, name, e);
            }

            await Task.Delay(_options.ProbeInterval, TimeProvider.System, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void UseCredentials()
    {
        foreach (var inspector in _inspectors)
        {
            inspector.UseCredentials();
        }
    }

    // A node that is read is there, whatever became of the last new connection to it.
    private static string? Fault(RedisNode node)
        => node.Inspection is { } found && (found.Kind is not (FaultKind.Unreachable or FaultKind.Gone) || node.ReadableUntil <= Environment.TickCount64) ? found.Fault : null;

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
        node.Pool.Count,
        Fault(node))
    {
        IsFull = node.Info?.IsFull ?? false,
        RefusesWrites = node.RefusesWrites,
    };
}
