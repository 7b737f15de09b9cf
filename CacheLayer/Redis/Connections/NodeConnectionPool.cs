using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace CacheLayer.Redis.Connections;

/// <summary>The connections to one node: pinged, opened before they are used, and closed after, in the background and never on a request path.</summary>
internal sealed class NodeConnectionPool(
    ConfigurationOptions node, CacheConnectionOptions options, Action<bool> changed, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private readonly PoolSizing _sizing = new(options, time);
    private readonly List<NodeConnection> _retired = [];
    private readonly SemaphoreSlim _changing = new(1);
    private volatile NodeConnection[] _connections = [];

    public int Count => _connections.Length;

    private string Name => AddressText.Of(node.EndPoints[0]);

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
        => _connections = await NodeConnection.AllAsync(Enumerable.Range(0, options.MinConnectionsPerNode)
            .Select(_ => NodeConnection.OpenAsync(node, changed, cancellationToken))).ConfigureAwait(false);

    /// <summary>Opens a connection that is not of the pool, for a use that must not delay others.</summary>
    public Task<NodeConnection> OpenDedicatedAsync(CancellationToken cancellationToken) => NodeConnection.OpenAsync(node, _ => { }, cancellationToken);

    /// <summary>The least loaded of those that are connected and answer.</summary>
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
            if (connection.InFlight < least && !connection.IsLate && connection.IsConnected)
            {
                (best, least) = (connection, connection.InFlight);
            }
        }

        return best;
    }

    /// <summary>Whether a database is that of one of these connections.</summary>
    public bool Owns(IDatabase database)
    {
        foreach (var connection in _connections)
        {
            if (ReferenceEquals(connection.Database, database))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Looks after the connections, every <see cref="CacheConnectionOptions.ProbeInterval"/>.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(options.ProbeInterval, time);
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
        {
            await KeepAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Whether a connection is known to reach another server.</summary>
    public bool Strays(string runId) => Array.Exists(_connections, connection => connection.RunId is { } other && other != runId);

    /// <summary>Replaces the connections that reach another server than the one at the node's address now.</summary>
    public async Task GatherAsync(string runId, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await ReplaceAsync(_connections.Where(connection => connection.RunId is { } other && other != runId), Log.ServerLeft, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Pings every connection, and opens or closes some when the load asks for it.</summary>
    public async Task KeepAsync(CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await PingAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Repeats what each connection said when it was opened.</summary>
    public void AllowReplicaReads()
    {
        foreach (var connection in _connections)
        {
            connection.AllowReplicaReads();
        }
    }

    public Task RefreshRoleAsync() => Task.WhenAll(Array.ConvertAll(_connections, connection => connection.RefreshRoleAsync()));

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections.Concat(_retired))
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }

        _changing.Dispose();
    }

    private async Task PingAsync(CancellationToken cancellationToken)
    {
        var (connections, inFlight) = (_connections, InFlight);
        await Task.WhenAll(Array.ConvertAll(connections, connection => connection.PingAsync())).WaitAsync(cancellationToken).ConfigureAwait(false);
        await CloseRetiredAsync().ConfigureAwait(false);
        if (Array.Exists(connections, connection => connection.IsLate))
        {
            // Requests pile up because something hangs, which more connections would not help.
            // The client opens those again on which nothing comes at all, but not one that brings something and never an answer.
            await ReplaceAsync(connections.Where(connection => connection.HasHung), Log.ConnectionReplaced, cancellationToken).ConfigureAwait(false);
            return;
        }

        var wanted = _sizing.Wanted(connections.Length, inFlight);
        if (wanted > connections.Length)
        {
            await GrowAsync(wanted - connections.Length, cancellationToken).ConfigureAwait(false);
        }
        else if (wanted < connections.Length)
        {
            _retired.AddRange(connections[wanted..]);
            _connections = connections[..wanted];
            Log.PoolShrank(logger, Name, wanted);
        }
    }

    private async Task ReplaceAsync(IEnumerable<NodeConnection> left, Action<ILogger, string> log, CancellationToken cancellationToken)
    {
        foreach (var old in left.ToArray())
        {
            if (await OpenOneMoreAsync(cancellationToken).ConfigureAwait(false) is { } other)
            {
                // The client may have opened it again meanwhile, but one of the two is to go.
                _connections = Array.ConvertAll(_connections, connection => connection == old ? other : connection);
                log(logger, Name);
                await old.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private async Task GrowAsync(int count, CancellationToken cancellationToken)
    {
        var opened = await NodeConnection.AllAsync(Enumerable.Range(0, count).Select(_ => OpenOneMoreAsync(cancellationToken))).ConfigureAwait(false);
        _connections = [.. _connections, .. opened.OfType<NodeConnection>()];
        Log.PoolGrew(logger, Name, Count);
    }

    private async Task<NodeConnection?> OpenOneMoreAsync(CancellationToken cancellationToken)
    {
        try
        {
            var connection = await NodeConnection.OpenAsync(node, changed, cancellationToken).ConfigureAwait(false);
            if (!connection.IsLate)
            {
                return connection;
            }

            await connection.DisposeAsync().ConfigureAwait(false);
            Log.PoolDidNotGrow(logger, Name, null);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            Log.PoolDidNotGrow(logger, Name, e);
        }

        return null;
    }

    // Taken out of use a round ago, so no caller can be about to send on them.
    private async Task CloseRetiredAsync()
    {
        for (var i = _retired.Count - 1; i >= 0; i--)
        {
            if (_retired[i].InFlight == 0)
            {
                await _retired[i].DisposeAsync().ConfigureAwait(false);
                _retired.RemoveAt(i);
            }
        }
    }
}
