namespace CacheLayer.Filling;

/// <summary>What a flight brought to everybody who waited for it.</summary>
/// <param name="Value">The value, or null when the origin has none.</param>
/// <param name="Outcome">Hit or negative hit when the primary had it at once.</param>
/// <param name="BeginLatency">Time that the primary took for its first answer.</param>
/// <param name="CompletedAt">When it was there.</param>
/// <param name="Error">Why the cache could not be asked, or why the fetch failed.</param>
/// <param name="IsBeingStored">Whether it is going to be stored, if nothing intervenes.</param>
internal readonly record struct FlightResult<T>(
    T? Value, CacheOutcome Outcome, TimeSpan BeginLatency, long CompletedAt, Exception? Error = null, bool IsBeingStored = false);
