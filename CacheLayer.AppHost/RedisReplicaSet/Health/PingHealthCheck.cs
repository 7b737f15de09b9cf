using Microsoft.Extensions.Diagnostics.HealthChecks;
using StackExchange.Redis;

namespace Aspire.Hosting;

/// <summary>A node that stands alone is healthy when it answers PING.</summary>
internal sealed class PingHealthCheck(Func<CancellationToken, Task<IServer>> connect) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var server = await connect(cancellationToken);
            return HealthCheckResult.Healthy($"answered in {(await server.PingAsync()).TotalMilliseconds:0.0} ms");
        }
        catch (Exception exception) when (exception.IsRedisFailure())
        {
            return HealthCheckResult.Unhealthy("does not answer", exception);
        }
    }
}
