namespace CacheLayer.Traffic.Checking;

/// <summary>How many of the checked reads lacked no change that was begun more than so long before them.</summary>
/// <param name="Milliseconds">The window.</param>
/// <param name="Share">From 0 to 1.</param>
/// <param name="Nines">The share in nines: 3 for 99.9 %; null when it is all of them.</param>
internal sealed record StaleWithin(double Milliseconds, double Share, double? Nines)
{
    public static StaleWithin Of(double milliseconds, long stale, long reads)
        => new(milliseconds, 1 - (stale / (double)reads), stale is 0 ? null : -Math.Log10(stale / (double)reads));
}
