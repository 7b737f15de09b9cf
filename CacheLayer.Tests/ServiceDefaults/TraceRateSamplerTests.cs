using System.Diagnostics;
using CacheLayer.ServiceDefaults.Telemetry;
using OpenTelemetry.Trace;

namespace CacheLayer.Tests.ServiceDefaults;

public sealed class TraceRateSamplerTests
{
    [Fact]
    public void Traces_over_the_rate_are_dropped()
    {
        var sampler = new TraceRateSampler(tracesPerSecond: 3);
        var parameters = new SamplingParameters(default, ActivityTraceId.CreateRandom(), "request", ActivityKind.Server);
        Assert.Equal(
            [SamplingDecision.RecordAndSample, SamplingDecision.RecordAndSample, SamplingDecision.RecordAndSample, SamplingDecision.Drop],
            Enumerable.Range(0, 4).Select(_ => sampler.ShouldSample(parameters).Decision));
    }
}
