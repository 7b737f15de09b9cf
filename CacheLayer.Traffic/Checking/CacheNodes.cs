using CacheLayer.Catalogue;
using CacheLayer.Redis.Connections;
using CacheLayer.Scripts;
using StackExchange.Redis;

namespace CacheLayer.Traffic.Checking;

/// <summary>Looks at every node of the cache, behind the orchestrators' backs.</summary>
internal sealed class CacheNodes : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly IReadOnlyList<ConnectionMultiplexer> _nodes;
    private readonly bool _isCluster;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _looking = new(1);
    private readonly Task _watching;
    private bool?[] _roles;
    private int? _primary;
    private DateTimeOffset? _promotedAt;

    private CacheNodes(IReadOnlyList<ConnectionMultiplexer> nodes, bool isCluster, TimeProvider time)
    {
        _nodes = nodes;
        _isCluster = isCluster;
        _roles = new bool?[nodes.Count];
        _time = time;
        _watching = WatchAsync();
    }

    /// <exception cref="BadInputException">The connection string is wrong.</exception>
    public static async Task<CacheNodes> OpenAsync(string connectionString, TimeProvider time)
    {
        CacheConnectionString parsed;
        try
        {
            parsed = CacheConnectionString.Parse(connectionString);
        }
        catch (FormatException exception)
        {
            throw new BadInputException(exception.Message, exception);
        }

        var defaults = new ConnectionDefaults(new CacheConnectionOptions(), parsed);
        var nodes = await Task.WhenAll(parsed.Nodes.Select(node => ConnectionMultiplexer.ConnectAsync(defaults.For(node.EndPoint))));
        return new(nodes, parsed.IsCluster, time);
    }

    /// <summary>The cause of a stale read, as far as the nodes tell.</summary>
    public async Task<StaleCause> ExplainAsync(StaleRead read)
    {
        var cause = await LookForAsync(read);
        if (cause is not StaleCause.ReplicaLag)
        {
            return cause;
        }

        // Another invalidation may just have been on its way from the primary to the replica.
        await Task.Delay(Interval, _time);
        return await LookForAsync(read) is StaleCause.ReplicaLag ? StaleCause.ReplicaLag : StaleCause.AfterAcknowledgement;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _watching;
        _stopping.Dispose();
        _looking.Dispose();
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }
    }

    private async Task<StaleCause> LookForAsync(StaleRead read)
    {
        RedisKey key = KeyLayout.Value(CatalogueKeyspaces.Product, read.Asin);
        var copies = await Task.WhenAll(_nodes.Select(async node => await AskAsync(node, async database =>
            StoredCopy.Read(await IsPrimaryAsync(database), await ReadAsync(database, key)))));
        // Looked at again: a promotion that happened just now is to be known.
        return StaleCauses.Of(read, [.. copies.OfType<StoredCopy>()], await LookAsync());
    }

    private async Task WatchAsync()
    {
        using var timer = new PeriodicTimer(Interval, _time);
        try
        {
            do
            {
                await LookAsync();
            }
            while (await timer.WaitForNextTickAsync(_stopping.Token));
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Stopped.
        }
    }

    /// <returns>When another node was first seen to be the primary, last; null when never.</returns>
    private async Task<DateTimeOffset?> LookAsync()
    {
        await _looking.WaitAsync();
        try
        {
            var roles = await Task.WhenAll(_nodes.Select(node => AskAsync<bool>(node, async database => await IsPrimaryAsync(database))));
            if (_isCluster)
            {
                // Each shard has a primary; one that was a replica when it last answered was promoted.
                _promotedAt = roles.Where((isPrimary, i) => isPrimary is true && _roles[i] is false).Any() ? _time.GetUtcNow() : _promotedAt;
                _roles = [.. roles.Select((isPrimary, i) => isPrimary ?? _roles[i])];
            }

            // While an old primary that is back calls itself one, there are two: then nothing is known.
            else if (roles.Count(isPrimary => isPrimary is true) is 1)
            {
                var primary = Array.IndexOf(roles, true);
                _promotedAt = _primary is { } before && before != primary ? _time.GetUtcNow() : _promotedAt;
                _primary = primary;
            }

            return _promotedAt;
        }
        finally
        {
            _looking.Release();
        }
    }

    private static async Task<T?> AskAsync<T>(ConnectionMultiplexer node, Func<IDatabase, Task<T?>> ask)
        where T : struct
    {
        try
        {
            return await ask(node.GetDatabase());
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            return null;
        }
    }

    // The nodes of other shards say that they do not have it, and so would its own replicas if they were not asked to answer.
    private Task<RedisValue> ReadAsync(IDatabase database, RedisKey key)
    {
        if (_isCluster)
        {
            _ = database.ExecuteAsync("READONLY", [], CommandFlags.FireAndForget);
        }

        return database.StringGetAsync(key);
    }

    private static async Task<bool> IsPrimaryAsync(IDatabase database)
        => NodeInfo.Parse((string?)await database.ExecuteAsync("INFO", "replication") ?? "").Role is NodeRole.Primary;
}
