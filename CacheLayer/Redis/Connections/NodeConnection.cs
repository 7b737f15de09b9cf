using StackExchange.Redis;

namespace CacheLayer.Redis.Connections;

/// <summary>One multiplexed connection to one node. It reconnects by itself.</summary>
internal sealed class NodeConnection : IAsyncDisposable
{
    // At half a second each, more than the client needs to open one again on which nothing comes at all.
    private const int UnansweredWhenHung = 6;

    private readonly ConnectionMultiplexer _multiplexer;
    private readonly IServer _server;
    private readonly bool _isCluster;
    private readonly TimeSpan _patience;
    private volatile int _unanswered;
    private volatile string? _runId;
    private int _opened;
    private int _inFlight;

    private NodeConnection(ConnectionMultiplexer multiplexer, ConfigurationOptions options)
    {
        _multiplexer = multiplexer;
        // As the client has it: with resolveDns it knows addresses in the place of names.
        _server = multiplexer.GetServer(multiplexer.GetEndPoints(configuredOnly: true)[0]);
        _isCluster = options.Defaults is ConnectionDefaults { IsCluster: true };
        _patience = TimeSpan.FromMilliseconds(2 * options.AsyncTimeout);
        Database = multiplexer.GetDatabase();
    }

    public IDatabase Database { get; }

    /// <summary>Where reads wait to be sent together.</summary>
    public ReadQueue Reads { get; } = new();

    public bool IsConnected => _multiplexer.IsConnected;

    /// <summary>Whether its last ping was not answered in time: others are used while there are any.</summary>
    public bool IsLate => _unanswered > 0;

    /// <summary>Whether it is open and has answered no ping for long: the client did not open it again, though it should have.</summary>
    public bool HasHung => IsConnected && _unanswered >= UnansweredWhenHung;

    /// <summary>The server that is at the other end, by the id that it has until it restarts; null while that is not known.</summary>
    public string? RunId => _runId;

    /// <summary>Requests of the router under way.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Opens a connection and pings it; one to a node that is down is returned unconnected, after the connect timeout.</summary>
    /// <param name="options">Where to.</param>
    /// <param name="changed">Called with whether the connection is back, or else lost: a hint only, these come late and in any order.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<NodeConnection> OpenAsync(ConfigurationOptions options, Action<bool> changed, CancellationToken cancellationToken)
    {
        var multiplexer = await ConnectAsync(options, cancellationToken).ConfigureAwait(false);
        var connection = new NodeConnection(multiplexer, options);
        var node = options.EndPoints[0];
        multiplexer.ConnectionFailed += (_, e) =>
        {
            // Not of the nodes of a cluster that it was redirected to.
            if (node.Equals(e.EndPoint))
            {
                connection.ForgetServer();
                changed(false);
            }
        };
        multiplexer.ConnectionRestored += (_, _) =>
        {
            // It has just answered, to be opened.
            connection._unanswered = 0;
            connection.ForgetServer();
            connection.AllowReplicaReads();
            changed(true);
        };
        connection.AllowReplicaReads();

        // The first command compiles and allocates what the first request would otherwise pay for.
        try
        {
            await connection.PingAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch (OperationCanceledException)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Waits for several that are being opened; when one of them is given up, none stays open.</summary>
    public static async Task<T[]> AllAsync<T>(IEnumerable<Task<T>> opening)
        where T : IAsyncDisposable?
    {
        Task<T>[] all = [.. opening];
        try
        {
            return await Task.WhenAll(all).ConfigureAwait(false);
        }
        catch
        {
            foreach (var opened in all)
            {
                if (opened is { IsCompletedSuccessfully: true, Result: { } connection })
                {
                    await connection.DisposeAsync().ConfigureAwait(false);
                }
            }

            throw;
        }
    }

    /// <summary>Connects the client; a connection that is given up is closed when it has come about.</summary>
    public static async Task<ConnectionMultiplexer> ConnectAsync(ConfigurationOptions options, CancellationToken cancellationToken)
    {
        var connecting = ConnectionMultiplexer.ConnectAsync(options);
        try
        {
            return await connecting.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _ = CloseAsync(connecting);
            throw;
        }
    }

    /// <summary>Finds out whether it answers.</summary>
    /// <remarks>
    /// The client closes a connection and opens it again when commands time out on it and nothing at all has come for four
    /// command timeouts; without pings it would not notice on one that is idle. Not to be called concurrently.
    /// </remarks>
    public async Task PingAsync()
    {
        try
        {
            // The client has a timeout of its own, unless what counts the time in it hangs, too.
            await (_runId is null ? IdentifyAsync() : Database.PingAsync()).WaitAsync(_patience).ConfigureAwait(false);
            _unanswered = 0;
        }
        catch (RedisServerException)
        {
            // A refusal is an answer, too.
            _unanswered = 0;
        }
        catch (Exception e) when (e is RedisException or RedisCommandException or TimeoutException or ObjectDisposedException)
        {
            _unanswered++;
        }
    }

    /// <summary>
    /// Tells a node of a cluster to answer reads while it is a replica; once for every time that the connection is opened.
    /// A read that is sent before it is answered MOVED, and <see cref="Dispatch.CallRecovery"/> sends it to another node.
    /// </summary>
    public void AllowReplicaReads()
    {
        if (_isCluster)
        {
            _ = Database.ExecuteAsync("READONLY", [], CommandFlags.FireAndForget);
        }
    }

    public void Enter() => Interlocked.Increment(ref _inFlight);

    public void Leave() => Interlocked.Decrement(ref _inFlight);

    /// <summary>Whether the node was a replica when the client last looked.</summary>
    public bool IsTakenForReplica => _server.IsReplica;

    /// <summary>Makes the client look at the node's role again: it refuses to send writes to what it takes for a replica.</summary>
    public Task RefreshRoleAsync() => _multiplexer.ConfigureAsync();

    public ValueTask DisposeAsync() => _multiplexer.DisposeAsync();

    // The next time it is opened, the address may lead to another server.
    private void ForgetServer()
    {
        Interlocked.Increment(ref _opened);
        _runId = null;
    }

    private async Task IdentifyAsync()
    {
        var opened = Volatile.Read(ref _opened);
        var runId = NodeInfo.Parse((string?)await Database.ExecuteAsync("INFO", "server").ConfigureAwait(false) ?? "").RunId;
        if (opened == Volatile.Read(ref _opened))
        {
            _runId = runId.Length is 0 ? null : runId;
        }
    }

    private static async Task CloseAsync(Task<ConnectionMultiplexer> connecting)
    {
        await ((Task)connecting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (connecting.IsCompletedSuccessfully)
        {
            await connecting.Result.DisposeAsync().ConfigureAwait(false);
        }
    }
}
