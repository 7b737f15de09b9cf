using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting;

/// <summary>A node is healthy as primary, or as a replica whose link to the primary is up; degraded as one whose link is down.</summary>
internal sealed class NodeHealthCheck(RedisServer node, ReplicaSetView view) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var state = await view.ReplicationOfAsync(node, cancellationToken);
            return state.IsPrimary ? Primary(state) : await ReplicaAsync(state, cancellationToken);
        }
        catch (Exception exception) when (exception.IsRedisFailure())
        {
            return HealthCheckResult.Unhealthy("does not answer", exception);
        }
    }

    private static HealthCheckResult Primary(ReplicationState state)
        => HealthCheckResult.Healthy($"primary, {state.Replicas.Count} replicas linked", new Dictionary<string, object> { ["role"] = "primary", ["replicas"] = state.Replicas.Count });

    private async Task<HealthCheckResult> ReplicaAsync(ReplicationState state, CancellationToken cancellationToken)
    {
        var primary = view.NodeAt(state.Primary);
        var name = primary?.Name ?? state.Primary ?? "nobody";
        var data = new Dictionary<string, object> { ["role"] = "replica", ["primary"] = name, ["link"] = state.IsLinked ? "up" : "down" };
        if (!state.IsLinked)
        {
            return HealthCheckResult.Degraded($"replica of {name}, link down", data: data);
        }

        var seen = primary is null ? null : await view.TryReplicationOfAsync(primary, cancellationToken);
        if (seen?.Replicas.FirstOrDefault(replica => replica.Address == node.Announced) is not { } lag)
        {
            return HealthCheckResult.Degraded($"replica of {name}, link up, lag unknown", data: data);
        }

        data["lag_seconds"] = lag.Seconds;
        data["lag_bytes"] = lag.Bytes;
        return HealthCheckResult.Healthy($"replica of {name}, link up, lag {lag.Seconds} s, {lag.Bytes} bytes", data);
    }
}
