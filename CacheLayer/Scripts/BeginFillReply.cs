namespace CacheLayer.Scripts;

/// <summary>The answer of <see cref="BeginFillScript"/>.</summary>
/// <param name="Status">Which of the three answers it is.</param>
/// <param name="Watermark">The lowest version that may be stored, when the lease was granted.</param>
/// <param name="Entry">The entry, when it was found.</param>
internal readonly record struct BeginFillReply(BeginFillStatus Status, long Watermark = 0, ReadOnlyMemory<byte> Entry = default);
