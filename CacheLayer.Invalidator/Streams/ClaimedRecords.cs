namespace CacheLayer.Invalidator.Streams;

/// <summary>What a worker took over from others.</summary>
/// <param name="Records">The entries.</param>
/// <param name="Next">Where to go on; <c>0-0</c> when that was the end.</param>
/// <param name="Trimmed">How many were on the stream no more, and are pending no more.</param>
/// <param name="HasUnnamed">Whether there were some of which the node, as Redis 6.2, does not say which they are: they are this consumer's now.</param>
internal readonly record struct ClaimedRecords(IReadOnlyList<StreamRecord> Records, string Next, int Trimmed, bool HasUnnamed);
