using Microsoft.Extensions.Diagnostics.HealthChecks;
using StackExchange.Redis;

namespace CacheLayer.Invalidator.Worker;

/// <summary>Degraded while the cache does not confirm invalidations: they are tried until it does, and what they name may be stale.</summary>
internal sealed class CacheHealth : IHealthCheck
{
    public const string Name = "invalidations";

    private readonly Lock _lock = new();
    private int _failing;
    private string _reason = "";

    /// <summary>Notes that a batch of invalidations failed for the first time.</summary>
    public void Fails(Exception reason)
    {
        lock (_lock)
        {
            _failing++;
            _reason = Word(reason);
        }
    }

    /// <summary>Notes that a batch that had failed is confirmed, or given up because the process stops.</summary>
    public void Ends()
    {
        lock (_lock)
        {
            _failing--;
        }
    }

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            return Task.FromResult(_failing is 0
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Degraded($"The cache does not confirm invalidations ({_reason}); they are tried until it does, and what they name may be stale."));
        }
    }

    /// <summary>Why something failed, in a word of the server's or the name of an error; nothing of what was sent.</summary>
    public static string Word(Exception error) => error switch
    {
        CacheUnavailableException { ServerErrorCode: { } code } => code,
        // A server's error begins with its code.
        RedisServerException => error.Message.Split(' ')[0],
        _ => (error.InnerException ?? error).GetType().Name,
    };
}
