using System.Diagnostics;
using CacheLayer.ServiceDefaults.Telemetry;
using OpenTelemetry.Trace;

namespace CacheLayer.Tests.ServiceDefaults;

[Trait("Tier", "unit")]
public sealed class TraceRateSamplerTests
{
    [Fact]
    public void Traces_over_the_rate_are_dropped()
    {
        var sampler = new TraceRateSampler(tracesPerSecond: 3);
        var parameters = new SamplingParameters(default, ActivityTraceId.CreateRandom(), "request", ActivityKind.Server);
        var recorded = Enumerable.Range(0, 10_000).Count(_ => sampler.ShouldSample(parameters).Decision is SamplingDecision.RecordAndSample);
        // The first second's, and those of some more seconds on a machine that is busy.
        Assert.InRange(recorded, 3, 300);
    }
}
