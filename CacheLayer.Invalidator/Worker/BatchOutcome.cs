namespace CacheLayer.Invalidator.Worker;

/// <summary>What became of a batch.</summary>
/// <param name="Deleted">How many cache entries were there and are gone.</param>
/// <param name="PutAside">How many records went to the dead letters, in whole or in part.</param>
internal readonly record struct BatchOutcome(int Deleted, int PutAside);
