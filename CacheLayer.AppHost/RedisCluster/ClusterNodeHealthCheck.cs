using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting;

/// <summary>A node is healthy as primary, or as a replica whose link to its primary is up; degraded as one whose link is down.</summary>
internal sealed class ClusterNodeHealthCheck(RedisServer node, ClusterView view) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var state = await view.ReplicationOfAsync(node, cancellationToken);
            return state.IsPrimary ? HealthCheckResult.Healthy($"primary, {state.Replicas.Count} replicas linked")
                : state.IsLinked ? HealthCheckResult.Healthy($"replica of {view.NameOf(state.Primary)}, link up")
                : HealthCheckResult.Degraded($"replica of {view.NameOf(state.Primary)}, link down");
        }
        catch (Exception exception) when (exception.IsRedisFailure())
        {
            return HealthCheckResult.Unhealthy("does not answer", exception);
        }
    }
}
