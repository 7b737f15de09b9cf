namespace CacheLayer.Reads;

/// <summary>What one read of the nearest node brought.</summary>
/// <param name="Value">The value, when there was a readable entry.</param>
/// <param name="Found">Whether there was.</param>
/// <param name="Undecodable">Whether there was one that cannot be read.</param>
/// <param name="Latency">Of the round trip.</param>
/// <param name="Fault">Why no node answered, or null.</param>
internal readonly record struct EntryRead<T>(T? Value, bool Found, bool Undecodable, TimeSpan Latency, Exception? Fault);
