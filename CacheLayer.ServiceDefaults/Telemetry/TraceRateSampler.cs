using System.Diagnostics;
using System.Threading.RateLimiting;
using OpenTelemetry.Trace;

namespace CacheLayer.ServiceDefaults.Telemetry;

/// <summary>Records so many traces a second at most: every one of a request tried by hand, a fair number of those of a load, and none of polling.</summary>
internal sealed class TraceRateSampler(int tracesPerSecond) : Sampler
{
    private readonly TokenBucketRateLimiter _limiter = new(new()
    {
        TokenLimit = tracesPerSecond,
        TokensPerPeriod = tracesPerSecond,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        QueueLimit = 0,
    });

    // A service is asked by a request or an event. A call that begins a trace belongs to neither: it waits for messages, or probes.
    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
        => new(samplingParameters.Kind is not ActivityKind.Client && _limiter.AttemptAcquire().IsAcquired ? SamplingDecision.RecordAndSample : SamplingDecision.Drop);
}
