namespace CacheLayer.Invalidator.DeadLetters;

/// <summary>An entry of the stream that could not be carried out, in whole or in part.</summary>
/// <param name="SourceId">Its id in the stream of changes.</param>
/// <param name="Reason">Why; nothing of its content.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="Body">Its body, cut at the limit.</param>
internal sealed record DeadLetter(string SourceId, string Reason, int Attempts, ReadOnlyMemory<byte> Body);
