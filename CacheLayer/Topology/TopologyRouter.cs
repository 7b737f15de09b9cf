using CacheLayer.Connections;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace CacheLayer.Topology;

/// <summary>Sends reads to the nearest readable node, and writes to the primary.</summary>
internal sealed class TopologyRouter(CacheLayerSettings settings, ILogger<TopologyRouter> logger) : IAsyncDisposable
{
    private readonly CacheConnectionString _connectionString = CacheConnectionString.Parse(settings.ConnectionString);
    private readonly List<ConnectionMultiplexer> _connections = [];
#pragma warning disable IDE0052 // Used by the next cut.
    private readonly ILogger _logger = logger;
#pragma warning restore IDE0052

    /// <summary>Raised when another node than before is the primary: invalidations that only the old one had are lost.</summary>
    public event Action? PrimaryChanged;

    /// <summary>Every node, in the order of the connection string.</summary>
    public IReadOnlyList<NodeStatus> Nodes
        => [.. _connections.Select((c, i) => new NodeStatus(
            _connectionString.Nodes[i].Name, _connectionString.Nodes[i].Zone, NodeRole.Unknown, i == 0, c.IsConnected, c.IsConnected, true, 0, 0, 0, 0, 0, 1))];

    /// <summary>Requests under way against what all connections that may be opened are made for, 0 to 1 and beyond.</summary>
    public double PoolUsage => 0;

    /// <summary>Opens and pings every connection; returns after a bounded time when nodes are down, and connects to them later.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var node in _connectionString.Nodes)
        {
            var options = _connectionString.Options.Clone();
            options.EndPoints.Clear();
            options.EndPoints.Add(node.EndPoint);
            options.AbortOnConnectFail = false;
            options.AllowAdmin = true;
            options.TieBreaker = "";
            options.ConfigurationChannel = "";
            options.BacklogPolicy = BacklogPolicy.FailFast;
            _connections.Add(await ConnectionMultiplexer.ConnectAsync(options).WaitAsync(cancellationToken).ConfigureAwait(false));
        }

        PrimaryChanged?.Invoke();
    }

    /// <summary>Reads from the nearest node, and from the next one when it does not answer. State is passed so that callers need no closure.</summary>
    /// <exception cref="CacheUnavailableException">No node answered.</exception>
    public async ValueTask<TResult> ReadAsync<TState, TResult>(
        TState state, Func<IDatabase, TState, Task<TResult>> read, CancellationToken cancellationToken)
    {
        try
        {
            return await read(_connections[0].GetDatabase(), state).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            throw new CacheUnavailableException("No node answered the read.", e);
        }
    }

    /// <summary>Writes to the primary.</summary>
    /// <exception cref="CacheUnavailableException">The primary did not answer; whether the write was done is not known.</exception>
    public async ValueTask<TResult> WriteAsync<TState, TResult>(
        TState state, Func<IDatabase, TState, Task<TResult>> write, WriteRetry retry, CancellationToken cancellationToken)
    {
        try
        {
            return await write(_connections[0].GetDatabase(), state).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            throw new CacheUnavailableException("The primary did not answer the write.", e);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }
}
