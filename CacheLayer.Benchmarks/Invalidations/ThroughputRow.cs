namespace CacheLayer.Benchmarks.Invalidations;

/// <summary>How fast workers carry out a backlog.</summary>
/// <param name="Workers">How many.</param>
/// <param name="Events">How many events waited.</param>
/// <param name="PerSecond">From the first entry that was gone to the last.</param>
internal sealed record ThroughputRow(int Workers, int Events, double PerSecond);
