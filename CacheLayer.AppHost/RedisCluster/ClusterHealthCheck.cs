using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting;

/// <summary>A cluster is healthy when every node says that all slots are served, and all replicas are linked; degraded when some of that is missing.</summary>
internal sealed class ClusterHealthCheck(RedisClusterResource cluster, ClusterView view) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var nodes = (await view.NodesAsync(cancellationToken)).OfType<(RedisServer Node, ReplicationState Replication, ClusterState State)>().ToArray();
        var served = nodes.Length is 0 ? 0 : nodes.Min(node => node.State.ServedSlots);
        var shards = cluster.Nodes.Count / (cluster.ReplicasPerShard + 1);
        var replicas = cluster.Nodes.Count - shards;
        var primaries = nodes.Count(node => node.Replication.IsPrimary);
        var linked = nodes.Count(node => node.Replication is { IsPrimary: false, IsLinked: true });
        var description = $"{served} of {ClusterState.Slots} slots served, {primaries} primaries, {linked} of {replicas} replicas linked";
        return served < ClusterState.Slots || !nodes.All(node => node.State.IsOk) ? HealthCheckResult.Unhealthy(description)
            : primaries == shards && linked == replicas ? HealthCheckResult.Healthy(description)
            : HealthCheckResult.Degraded(description);
    }
}
