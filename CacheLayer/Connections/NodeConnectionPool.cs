using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace CacheLayer.Connections;

/// <summary>The connections to one node: opened before they are used, never on a request path.</summary>
internal sealed class NodeConnectionPool(ConfigurationOptions node, CacheConnectionOptions options, Action<bool> changed, ILogger logger) : IAsyncDisposable
{
    private volatile NodeConnection[] _connections = [];
    private int _opening;

    public int Count => _connections.Length;

    /// <summary>Requests that may be under way when every connection that may be opened is open.</summary>
    public int Capacity => options.MaxConnectionsPerNode * options.RequestsPerConnection;

    public int InFlight
    {
        get
        {
            var sum = 0;
            foreach (var connection in _connections)
            {
                sum += connection.InFlight;
            }

            return sum;
        }
    }

    public bool IsConnected
    {
        get
        {
            foreach (var connection in _connections)
            {
                if (connection.IsConnected)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Opens the fewest connections that the pool may have.</summary>
    public async Task OpenAsync(CancellationToken cancellationToken)
        => _connections = await Task.WhenAll(Enumerable.Range(0, options.MinConnectionsPerNode)
            .Select(_ => NodeConnection.OpenAsync(node, changed, cancellationToken))).ConfigureAwait(false);

    /// <summary>The least loaded of those that are connected.</summary>
    public NodeConnection Pick()
    {
        var connections = _connections;
        var best = connections[0];
        if (connections.Length == 1)
        {
            return best;
        }

        var least = int.MaxValue;
        foreach (var connection in connections)
        {
            if (connection.InFlight < least && connection.IsConnected)
            {
                (best, least) = (connection, connection.InFlight);
            }
        }

        return best;
    }

    /// <summary>Opens one more connection when those there are more than half used; called in the background, now and then.</summary>
    public async Task GrowAsync(CancellationToken cancellationToken)
    {
        if (Count >= options.MaxConnectionsPerNode
            || InFlight <= Count * options.RequestsPerConnection / 2
            || Interlocked.Exchange(ref _opening, 1) != 0)
        {
            return;
        }

        try
        {
            var connection = await NodeConnection.OpenAsync(node, changed, cancellationToken).ConfigureAwait(false);
            _connections = [.. _connections, connection];
        }
        catch (Exception e) when (e is RedisException or TimeoutException or OperationCanceledException)
        {
            Log.PoolDidNotGrow(logger, AddressText.Of(node.EndPoints[0]), e);
        }
        finally
        {
            Volatile.Write(ref _opening, 0);
        }
    }

    public Task RefreshRoleAsync() => Task.WhenAll(Array.ConvertAll(_connections, connection => connection.RefreshRoleAsync()));

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }
}
