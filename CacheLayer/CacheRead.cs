namespace CacheLayer;

/// <summary>The answer for one key of a read: value, outcome and time taken.</summary>
/// <param name="Id">The id that was asked for, within its keyspace.</param>
/// <param name="Value">The value, or the default of <typeparamref name="T"/> when there is none.</param>
/// <param name="Outcome">Where the value came from, or why there is none.</param>
/// <param name="Latency">Time spent on the cache: in a batch, of the round trips that this key took part in.</param>
/// <param name="Error">The cause when <paramref name="Outcome"/> is <see cref="CacheOutcome.Failed"/> or <see cref="CacheOutcome.Stale"/>, or <see cref="CacheOutcome.Bypass"/> because Redis failed.</param>
/// <param name="OriginLatency">Time spent waiting for the origin: for a fetch of its own, or one that another caller or process had begun.</param>
/// <param name="IsBeingStored">Whether what was fetched is being stored in the background, as far as is known yet: an invalidation may still prevent it.</param>
public readonly record struct CacheRead<T>(
    string Id, T? Value, CacheOutcome Outcome, TimeSpan Latency, Exception? Error = null, TimeSpan OriginLatency = default, bool IsBeingStored = false)
{
    /// <summary>Whether the hit was answered by the memory of this process; see <see cref="L1Options"/>.</summary>
    public bool FromL1 { get; init; }

    /// <summary>Whether there is a value that came from the cache and has not expired.</summary>
    public bool IsHit => Outcome is CacheOutcome.Hit;
}
