using System.Threading.RateLimiting;
using OpenTelemetry.Trace;

namespace CacheLayer.ServiceDefaults.Telemetry;

/// <summary>Records so many traces a second at most: every one of a request tried by hand, a fair number of those of a load.</summary>
internal sealed class TraceRateSampler(int tracesPerSecond) : Sampler
{
    private readonly TokenBucketRateLimiter _limiter = new(new()
    {
        TokenLimit = tracesPerSecond,
        TokensPerPeriod = tracesPerSecond,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        QueueLimit = 0,
    });

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
        => new(_limiter.AttemptAcquire().IsAcquired ? SamplingDecision.RecordAndSample : SamplingDecision.Drop);
}
