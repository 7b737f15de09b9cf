namespace CacheLayer.Benchmarks.Invalidations;

/// <summary>How long events took at a rate, in milliseconds from before they were appended to the stream.</summary>
/// <param name="Workers">How many workers shared the events.</param>
/// <param name="Rate">Events a second that were to be published.</param>
/// <param name="Achieved">Events a second that were.</param>
/// <param name="Where">Which copies had to be gone.</param>
/// <param name="Events">How many events there were.</param>
/// <param name="P50">The median.</param>
/// <param name="P95">What 95 % of the events took at most.</param>
/// <param name="P99">What 99 % took at most.</param>
/// <param name="Max">The longest.</param>
internal sealed record InvalidationRow(int Workers, int Rate, double Achieved, string Where, long Events, double P50, double P95, double P99, double Max);
