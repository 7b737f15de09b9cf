namespace CacheLayer.Tests.Races.Histories;

/// <summary>What came of one history.</summary>
/// <param name="Reads">Reads that were answered.</param>
/// <param name="Stale">Reads whose answer was older than an invalidation that had been acknowledged before they began.</param>
internal readonly record struct RaceResult(int Reads, int Stale);
