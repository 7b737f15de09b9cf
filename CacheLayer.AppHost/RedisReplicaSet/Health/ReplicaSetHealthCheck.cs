using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting;

/// <summary>A replica set is healthy when it has a primary, all replicas linked and all sentinels; degraded when some of them are missing.</summary>
internal sealed class ReplicaSetHealthCheck(RedisReplicaSetResource set, ReplicaSetView view) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var nodes = await view.ReplicationAsync(cancellationToken);
        var sentinels = await view.ReadySentinelsAsync(cancellationToken);
        var primaries = nodes.Where(node => node.State is { IsPrimary: true }).ToArray();
        var linked = nodes.Count(node => node.State is { IsPrimary: false, IsLinked: true });
        if (primaries.Length is 0)
        {
            return HealthCheckResult.Unhealthy($"no primary, {nodes.Count(node => node.State is not null)} of {nodes.Length} nodes answer");
        }

        var description = $"{string.Join(" and ", primaries.Select(primary => primary.Node.Name))} primary, {linked} of {nodes.Length - 1} replicas linked, {sentinels} of {set.Sentinels.Count} sentinels ready";
        return primaries.Length is 1 && linked == nodes.Length - 1 && sentinels == set.Sentinels.Count
            ? HealthCheckResult.Healthy(description)
            : HealthCheckResult.Degraded(description);
    }
}
