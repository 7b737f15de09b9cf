namespace CacheLayer;

/// <summary>The answer for one key of a read: value, outcome and time taken.</summary>
/// <param name="Id">The id that was asked for, within its keyspace.</param>
/// <param name="Value">The value, or the default of <typeparamref name="T"/> when there is none.</param>
/// <param name="Outcome">Where the value came from, or why there is none.</param>
/// <param name="Latency">From the call to the answer for this key; in a batch, of the round trip that answered it.</param>
/// <param name="Error">The cause when <paramref name="Outcome"/> is <see cref="CacheOutcome.Failed"/> or <see cref="CacheOutcome.Bypass"/>.</param>
public readonly record struct CacheRead<T>(string Id, T? Value, CacheOutcome Outcome, TimeSpan Latency, Exception? Error = null)
{
    /// <summary>Whether the value came from the cache.</summary>
    public bool IsHit => Outcome is CacheOutcome.Hit;
}
