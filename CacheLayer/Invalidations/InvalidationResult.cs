namespace CacheLayer;

/// <summary>What an invalidation did.</summary>
/// <param name="Deleted">How many entries were there and are gone, dependents included.</param>
/// <param name="Replicas">How many replicas confirmed it.</param>
public readonly record struct InvalidationResult(int Deleted, int Replicas);
