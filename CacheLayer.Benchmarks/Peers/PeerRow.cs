namespace CacheLayer.Benchmarks.Peers;

/// <summary>Medians over the rounds for one cache; the ratio is the median of the ratios to raw Redis within the same round.</summary>
internal sealed record PeerRow(
    string Cache,
    int Keys,
    int Callers,
    double ReadsPerSecond,
    double P50Microseconds,
    double P95Microseconds,
    double P99Microseconds,
    double CpuMicrosecondsPerRead,
    double BytesPerRead,
    double RatioToRaw);
