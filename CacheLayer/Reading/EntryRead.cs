using CacheLayer.Entries;

namespace CacheLayer.Reading;

/// <summary>What one read of the nearest node brought.</summary>
/// <param name="Entry">The entry; nothing is known of it when the cache was not asked, or did not answer.</param>
/// <param name="Latency">Of the round trip.</param>
/// <param name="Fault">Why no node answered, or null.</param>
internal readonly record struct EntryRead<T>(EntryView<T> Entry, TimeSpan Latency, Exception? Fault = null)
{
    /// <summary>Whether the cache has the answer.</summary>
    public bool Found => Entry.State is EntryState.Value or EntryState.Negative;

    /// <summary>Whether there was an entry that cannot be read.</summary>
    public bool Undecodable => Entry.State is EntryState.Undecodable;
}
