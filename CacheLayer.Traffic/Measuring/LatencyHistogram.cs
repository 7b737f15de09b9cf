using HdrHistogram;

namespace CacheLayer.Traffic.Measuring;

/// <summary>Latencies from a microsecond to ten minutes, to three digits.</summary>
internal sealed class LatencyHistogram
{
    private static readonly long Highest = (long)TimeSpan.FromMinutes(10).TotalMicroseconds;

    private readonly LongHistogram _microseconds = new(Highest, 3);
    private long _max;

    public void Record(TimeSpan latency)
    {
        var microseconds = Math.Clamp((long)latency.TotalMicroseconds, 0, Highest);
        _max = Math.Max(_max, microseconds);
        _microseconds.RecordValue(microseconds);
    }

    public LatencySummary? Summarize() => _microseconds.TotalCount is 0
        ? null
        : new LatencySummary(_microseconds.TotalCount, Milliseconds(50), Milliseconds(95), Milliseconds(99), _max / 1000.0);

    private double Milliseconds(double percentile)
        => Math.Min(_max, _microseconds.GetValueAtPercentile(percentile)) / 1000.0;
}
