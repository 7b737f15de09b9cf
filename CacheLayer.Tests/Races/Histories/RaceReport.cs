namespace CacheLayer.Tests.Races.Histories;

/// <summary>What came of many histories.</summary>
/// <param name="Histories">How many there were.</param>
/// <param name="Reads">Reads that were answered.</param>
/// <param name="StaleReads">How many of these were older than an invalidation that had been acknowledged before they began.</param>
/// <param name="StaleHistories">The histories that had such a read.</param>
internal sealed record RaceReport(int Histories, int Reads, int StaleReads, IReadOnlyCollection<string> StaleHistories)
{
    public override string ToString()
        => $"{Histories} histories, {Reads} reads, {StaleReads} of them stale after acknowledgement, {StaleHistories.Count} histories with a stale read";
}
