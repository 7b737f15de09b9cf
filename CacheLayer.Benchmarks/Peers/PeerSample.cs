namespace CacheLayer.Benchmarks.Peers;

/// <summary>One slice of one cache: times in microseconds, CPU and bytes per read.</summary>
internal readonly record struct PeerSample(double ReadsPerSecond, double P50, double P95, double P99, double CpuPerRead, double BytesPerRead);
