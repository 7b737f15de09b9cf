using CacheLayer.Redis.Connections;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace CacheLayer.Redis.Cluster;

/// <summary>Asks the nodes of a cluster who has which slots: regularly, and at once when a node answered that a key lies elsewhere.</summary>
internal sealed class ClusterWatch(
    CacheConnectionString connectionString,
    ConnectionDefaults defaults,
    CacheConnectionOptions options,
    Func<ClusterLayout, Task> apply,
    ILogger logger) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Dictionary<string, NodeConnection> _connections = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ClusterMember[]> _views = new(StringComparer.Ordinal);
    private Task _running = Task.CompletedTask;
    private Task? _next;

    /// <summary>Asks the nodes of the connection string.</summary>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        await ConnectAsync(connectionString.Nodes.Select(node => node.Announced), cancellationToken).ConfigureAwait(false);
        await RefreshAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(options.ProbeInterval);
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
        {
            await RefreshAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Ends when the nodes have been asked again and their answer is applied. Callers that ask meanwhile share the next round.</summary>
    public Task RefreshAsync()
    {
        lock (_gate)
        {
            return _next ??= RefreshAfterAsync(_running);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await RefreshAsync().ConfigureAwait(false);
        foreach (var connection in _connections.Values)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }

        _stopping.Dispose();
    }

    private async Task RefreshAfterAsync(Task before)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        lock (_gate)
        {
            _running = _next!;
            _next = null;
        }

        try
        {
            await AskAllAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Stopped.
        }
        catch (Exception e)
        {
            // The last layout stays in force, and the next round tries again.
            Log.LayoutFailed(logger, e);
        }
    }

    private async Task AskAllAsync()
    {
        await LeaveReplacedAsync().ConfigureAwait(false);
        var asked = _connections.ToArray();
        var answers = await Task.WhenAll(asked.Select(node => AskAsync(node.Key, node.Value.Database))).ConfigureAwait(false);
        var known = answers.OfType<ClusterMember[]>().SelectMany(view => view).Select(member => member.Address).ToHashSet(StringComparer.Ordinal);
        if (known.Count is 0)
        {
            return;
        }

        for (var i = 0; i < asked.Length; i++)
        {
            if (answers[i] is { } view)
            {
                _views[asked[i].Key] = view;
            }
            else if (!known.Contains(asked[i].Key))
            {
                // The others have forgotten it.
                _views.Remove(asked[i].Key);
            }
        }

        await apply(ClusterLayout.Of(_views.Values)).ConfigureAwait(false);
        await ConnectAsync(known.Where(address => !_connections.ContainsKey(address)), _stopping.Token).ConfigureAwait(false);
    }

    private async Task<ClusterMember[]?> AskAsync(string address, IDatabase node)
    {
        try
        {
            var reply = await node.ExecuteAsync(ClusterCommand.Name, "NODES").WaitAsync(options.ReadAttemptTimeout, _stopping.Token).ConfigureAwait(false);
            var members = (reply.ToString(out _) ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => ClusterMember.Parse(line, address)).OfType<ClusterMember>();
            return [.. members.Select(member => IsReachedByName(member) ? member with { Address = member.HostAddress! } : member)];
        }
        catch (RedisServerException e)
        {
            Log.NoCluster(logger, address, e.Message);
            return null;
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            return null;
        }
    }

    // Those stay at the servers that they were opened to, when their addresses lead to others by now.
    private async Task LeaveReplacedAsync()
    {
        string[] left = [.. _connections.Where(each => ReachesAnother(each.Value, each.Key)).Select(each => each.Key)];
        foreach (var address in left)
        {
            _connections.Remove(address, out var connection);
            _views.Remove(address);
            await connection!.DisposeAsync().ConfigureAwait(false);
        }

        if (left.Length > 0)
        {
            await ConnectAsync(left, _stopping.Token).ConfigureAwait(false);
        }
    }

    private bool ReachesAnother(NodeConnection connection, string address)
        => connection.RunId is { } runId && connectionString.Servers.TryGetValue(address, out var current) && current != runId;

    // As the connection string has it, or else by name where certificates have to be for what is connected to.
    private bool IsReachedByName(ClusterMember member)
        => IsGiven(member.HostAddress)
            || (member.HostAddress is not null && connectionString.Options is { Ssl: true, SslHost: null or "" } && !IsGiven(member.Address));

    private bool IsGiven(string? address) => connectionString.Nodes.Any(node => node.Announced == address);

    private async Task ConnectAsync(IEnumerable<string> addresses, CancellationToken cancellationToken)
    {
        string[] nodes = [.. addresses];
        var opened = await NodeConnection.AllAsync(nodes.Select(address => NodeConnection.OpenAsync(
            defaults.For(connectionString.Node(address).EndPoint), _ => { }, cancellationToken))).ConfigureAwait(false);
        foreach (var (address, connection) in nodes.Zip(opened))
        {
            _connections[address] = connection;
        }
    }
}
