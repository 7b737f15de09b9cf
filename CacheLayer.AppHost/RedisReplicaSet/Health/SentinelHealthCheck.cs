using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting;

/// <summary>A sentinel is healthy when it sees a primary that is up, and all replicas and sentinels; degraded when not.</summary>
internal sealed class SentinelHealthCheck(RedisReplicaSetResource set, RedisServer sentinel, ReplicaSetView view) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var state = await view.SentinelStateAsync(sentinel, cancellationToken);
            var name = view.NodeAt(state.Primary)?.Name ?? state.Primary;
            var data = new Dictionary<string, object> { ["primary"] = name, ["replicas"] = state.Replicas, ["other_sentinels"] = state.OtherSentinels };
            var description = $"sees {name} as {(state.Flags is "master" ? "primary" : $"primary ({state.Flags})")}, {state.Replicas} replicas, {state.OtherSentinels} other sentinels";
            return state.Flags is "master" && state.Knows(set) ? HealthCheckResult.Healthy(description, data) : HealthCheckResult.Degraded(description, data: data);
        }
        catch (Exception exception) when (exception.IsRedisFailure())
        {
            return HealthCheckResult.Unhealthy("does not answer", exception);
        }
    }
}
