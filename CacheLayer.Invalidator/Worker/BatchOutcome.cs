using CacheLayer.Invalidator.Sources;

namespace CacheLayer.Invalidator.Worker;

/// <summary>What became of a batch.</summary>
/// <param name="Deleted">How many cache entries were there and are gone.</param>
/// <param name="DeadLettered">The records that went to the dead letters, in whole or in part.</param>
internal readonly record struct BatchOutcome(int Deleted, IReadOnlyList<ChangeRecord> DeadLettered);
