using CacheLayer.OriginMock.Http;

namespace CacheLayer.OriginMock.Faults;

/// <summary><c>{"latency_ms":50,"jitter_ms":0,"error_rate":0,"outage":false}</c>; what is absent stays as it is.</summary>
internal sealed record FaultChange(int? LatencyMs, int? JitterMs, double? ErrorRate, bool? Outage)
{
    public FaultOptions AppliedTo(FaultOptions current) => new()
    {
        LatencyMs = RequestChecks.Whole(LatencyMs ?? current.LatencyMs, "latency_ms", 0, FaultOptions.LongestMs),
        JitterMs = RequestChecks.Whole(JitterMs ?? current.JitterMs, "jitter_ms", 0, FaultOptions.LongestMs),
        ErrorRate = RequestChecks.Share(ErrorRate ?? current.ErrorRate, "error_rate"),
        Outage = Outage ?? current.Outage,
    };
}
