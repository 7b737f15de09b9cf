using CacheLayer.Entries;

namespace CacheLayer.Filling;

/// <summary>How a flight began.</summary>
/// <param name="Found">What the primary had: a value, or that there is none; else nothing that could be used.</param>
/// <param name="AskedAt">When the last question was sent to it.</param>
/// <param name="Latency">Of its first answer.</param>
/// <param name="Waited">Whether another process was found fetching.</param>
/// <param name="Watermark">The lowest version that may be stored, when the lease was granted; null when it was not.</param>
/// <param name="Fault">Why the primary could not be asked, or null.</param>
internal readonly record struct LeaseResult<T>(
    EntryView<T> Found, long AskedAt, TimeSpan Latency, bool Waited, long? Watermark, Exception? Fault);
