namespace CacheLayer.Invalidator.DeadLetters;

/// <summary>What became of a purge.</summary>
/// <param name="Purged">How many were removed for good.</param>
internal readonly record struct PurgeResult(int Purged);
