namespace CacheLayer.Benchmarks.Dependents;

/// <summary>What one read costs.</summary>
/// <param name="Read">What is read.</param>
/// <param name="ReadsPerSecond">Median over the rounds.</param>
/// <param name="Ratio">Median over the rounds of the ratio to a plain GET.</param>
/// <param name="ServerMicroseconds">CPU time of the server for one, in microseconds.</param>
/// <param name="ServerRatio">The same as a ratio to a plain GET.</param>
internal sealed record ReadRow(string Read, double ReadsPerSecond, double Ratio, double ServerMicroseconds, double ServerRatio);
