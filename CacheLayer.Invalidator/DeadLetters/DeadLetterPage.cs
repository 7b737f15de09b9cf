namespace CacheLayer.Invalidator.DeadLetters;

/// <summary>How many dead letters there are, and the newest of them, newest first.</summary>
internal sealed record DeadLetterPage(long Count, IReadOnlyList<StoredDeadLetter> Newest);
