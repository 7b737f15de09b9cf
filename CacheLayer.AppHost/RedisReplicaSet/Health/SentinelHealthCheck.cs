using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting;

/// <summary>A sentinel is healthy when it sees a primary that is up; degraded when it sees it down.</summary>
internal sealed class SentinelHealthCheck(RedisServer sentinel, ReplicaSetView view) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var primary = await view.WatchedPrimaryAsync(sentinel, cancellationToken);
            var address = $"{primary["ip"]}:{primary["port"]}";
            var name = view.NodeAt(address)?.Name ?? address;
            var data = new Dictionary<string, object> { ["primary"] = name, ["sentinels"] = primary["num-other-sentinels"] };
            return primary["flags"] is "master"
                ? HealthCheckResult.Healthy($"sees {name} as primary, {primary["num-slaves"]} replicas, {primary["num-other-sentinels"]} other sentinels", data)
                : HealthCheckResult.Degraded($"sees {name} as primary, {primary["flags"]}", data: data);
        }
        catch (Exception exception) when (exception.IsRedisFailure())
        {
            return HealthCheckResult.Unhealthy("does not answer", exception);
        }
    }
}
