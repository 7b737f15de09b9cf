namespace CacheLayer.Invalidator.DeadLetters;

/// <summary>What became of a redrive.</summary>
/// <param name="Redriven">How many are on the stream of changes again.</param>
/// <param name="Cut">How many stay, because only the beginning of their body is kept.</param>
internal readonly record struct RedriveResult(int Redriven, int Cut);
