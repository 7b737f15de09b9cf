namespace CacheLayer.Traffic.Checking;

/// <summary>A change of a product that the check made.</summary>
/// <param name="Version">The version that it made.</param>
/// <param name="BegunAt">When it was asked for; it was not made before.</param>
/// <param name="AcknowledgedAt">When the answer said that every copy is gone, or null when none said so.</param>
/// <param name="BegunOn">When it was asked for, by the clock on the wall, which entries are dated by.</param>
internal readonly record struct Change(long Version, long BegunAt, long? AcknowledgedAt, DateTimeOffset BegunOn = default);
