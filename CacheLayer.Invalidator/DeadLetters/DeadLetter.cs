namespace CacheLayer.Invalidator.DeadLetters;

/// <summary>A record that could not be carried out, in whole or in part.</summary>
/// <param name="SourceId">Its id in the source.</param>
/// <param name="Reason">Why; nothing of its content.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="Body">Its body as it came, cut at the limit.</param>
/// <param name="Length">The length of its body before it was cut, in bytes.</param>
internal sealed record DeadLetter(string SourceId, string Reason, int Attempts, ReadOnlyMemory<byte> Body, int Length);
