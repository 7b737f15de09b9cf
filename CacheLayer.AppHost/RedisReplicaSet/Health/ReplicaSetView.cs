using StackExchange.Redis;

namespace Aspire.Hosting;

/// <summary>What the nodes and sentinels of a replica set say at this moment.</summary>
internal sealed class ReplicaSetView(RedisReplicaSetResource set, RedisConnections connections)
{
    public Task<IServer> ConnectAsync(RedisServer node, CancellationToken cancellationToken) => connections.NodeAsync(node, set.PasswordParameter, cancellationToken);

    public Task<IServer> ConnectSentinelAsync(RedisServer sentinel, CancellationToken cancellationToken)
        => connections.SentinelAsync(sentinel, set.PasswordParameter, cancellationToken);

    /// <summary>What one node says.</summary>
    /// <exception cref="RedisException">It does not answer.</exception>
    /// <exception cref="TimeoutException">It does not answer in time.</exception>
    public async Task<ReplicationState> ReplicationOfAsync(RedisServer node, CancellationToken cancellationToken)
    {
        var server = await ConnectAsync(node, cancellationToken);
        return ReplicationState.Parse(await server.InfoRawAsync("replication") ?? "");
    }

    /// <summary>What one node says; null when it does not answer.</summary>
    public Task<ReplicationState?> TryReplicationOfAsync(RedisServer node, CancellationToken cancellationToken)
        => AnswerAsync(() => ReplicationOfAsync(node, cancellationToken));

    /// <summary>What each node says; null for one that does not answer.</summary>
    public async Task<(RedisServer Node, ReplicationState? State)[]> ReplicationAsync(CancellationToken cancellationToken)
        => await Task.WhenAll(set.Nodes.Select(async node => (node, await TryReplicationOfAsync(node, cancellationToken))));

    /// <summary>What a sentinel knows.</summary>
    /// <exception cref="RedisException">It does not answer.</exception>
    /// <exception cref="TimeoutException">It does not answer in time.</exception>
    public async Task<SentinelState> SentinelStateAsync(RedisServer sentinel, CancellationToken cancellationToken)
    {
        var server = await ConnectSentinelAsync(sentinel, cancellationToken);
        return SentinelState.From(await server.SentinelMasterAsync(set.Name));
    }

    /// <summary>How many sentinels could carry out a failover.</summary>
    public async Task<int> ReadySentinelsAsync(CancellationToken cancellationToken)
    {
        var states = await Task.WhenAll(set.Sentinels.Select(sentinel => AnswerAsync(() => SentinelStateAsync(sentinel, cancellationToken))));
        return states.Count(state => state is not null && state.Knows(set));
    }

    /// <summary>
    /// The primary: of several nodes that call themselves so, the one that most replicas follow, as an old primary that comes back knows none.
    /// </summary>
    public async Task<RedisServer?> PrimaryAsync(CancellationToken cancellationToken)
        => (await ReplicationAsync(cancellationToken)).Where(node => node.State is { IsPrimary: true }).MaxBy(node => node.State!.Replicas.Count).Node;

    /// <summary>The nodes, for those who show their roles.</summary>
    public IEnumerable<WatchedNode> Watched()
        => set.Nodes.Select(node => new WatchedNode(node, stop => TryReplicationOfAsync(node, stop), announced => NodeAt(announced)?.Name ?? announced ?? "an unknown node"));

    public RedisServer? NodeAt(string? announced) => set.Nodes.FirstOrDefault(node => node.Announced == announced);

    private static async Task<T?> AnswerAsync<T>(Func<Task<T>> question)
        where T : class
    {
        try
        {
            return await question();
        }
        catch (Exception exception) when (exception.IsRedisFailure())
        {
            return null;
        }
    }
}
