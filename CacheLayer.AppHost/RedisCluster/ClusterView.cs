using StackExchange.Redis;

namespace Aspire.Hosting;

/// <summary>What the nodes of a cluster say at this moment.</summary>
internal sealed class ClusterView(RedisClusterResource cluster, RedisConnections connections)
{
    public Task<IServer> ConnectAsync(RedisServer node, CancellationToken cancellationToken)
        => connections.ClusterNodeAsync(node, cluster.PasswordParameter, cancellationToken);

    /// <summary>What one node says of itself.</summary>
    /// <exception cref="RedisException">It does not answer.</exception>
    /// <exception cref="TimeoutException">It does not answer in time.</exception>
    public async Task<ReplicationState> ReplicationOfAsync(RedisServer node, CancellationToken cancellationToken)
    {
        var server = await ConnectAsync(node, cancellationToken);
        return ReplicationState.Parse(await server.InfoRawAsync("replication") ?? "");
    }

    /// <summary>Whether one node can serve, and how many slots it knows to be served.</summary>
    /// <exception cref="RedisException">It does not answer.</exception>
    /// <exception cref="TimeoutException">It does not answer in time.</exception>
    public async Task<ClusterState> StateOfAsync(RedisServer node, CancellationToken cancellationToken)
    {
        var server = await ConnectAsync(node, cancellationToken);
        return ClusterState.Parse((await server.ExecuteAsync(RedisConnections.ClusterCommand, "INFO")).ToString(out _) ?? "");
    }

    /// <summary>What each node says; null for one that does not answer.</summary>
    public async Task<(RedisServer Node, ReplicationState Replication, ClusterState State)?[]> NodesAsync(CancellationToken cancellationToken)
        => await Task.WhenAll(cluster.Nodes.Select(node => TryAsync(node.Server, cancellationToken)));

    /// <summary>The nodes, for those who show their roles.</summary>
    public IEnumerable<WatchedNode> Watched() => cluster.Nodes.Select(node => new WatchedNode(node.Server, async stop => (await TryAsync(node.Server, stop))?.Replication, NameOf));

    /// <summary>The name of the node that others know by an address.</summary>
    public string NameOf(string? announced) => cluster.Nodes.FirstOrDefault(node => node.Server.Announced == announced)?.Server.Name ?? announced ?? "nobody";

    private async Task<(RedisServer Node, ReplicationState Replication, ClusterState State)?> TryAsync(RedisServer node, CancellationToken cancellationToken)
    {
        try
        {
            return (node, await ReplicationOfAsync(node, cancellationToken), await StateOfAsync(node, cancellationToken));
        }
        catch (Exception exception) when (exception.IsRedisFailure())
        {
            return null;
        }
    }
}
