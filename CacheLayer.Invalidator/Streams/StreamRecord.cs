using System.Diagnostics;

namespace CacheLayer.Invalidator.Streams;

/// <summary>One entry of the stream of changes.</summary>
/// <param name="Id">Its id in the stream.</param>
/// <param name="Body">Its body, or null when it has none.</param>
/// <param name="Trace">The span that published it, where its fields say so.</param>
/// <param name="Attempts">How often it was delivered to some consumer.</param>
internal readonly record struct StreamRecord(string Id, byte[]? Body, ActivityContext Trace = default, int Attempts = 1)
{
    /// <summary>Whether it is on the stream no more: it was trimmed away while it was pending.</summary>
    public bool IsTrimmed { get; init; }
}
