namespace CacheLayer.Invalidator.DeadLetters;

/// <summary>Some dead letters, newest first.</summary>
/// <param name="Count">How many there are in all, whatever was asked for.</param>
/// <param name="Newest">Those that were asked for.</param>
/// <param name="Next">Where older ones go on (<c>after</c>), or null when there are none.</param>
internal sealed record DeadLetterPage(long Count, IReadOnlyList<StoredDeadLetter> Newest, string? Next);
