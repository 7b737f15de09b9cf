namespace CacheLayer.Filling;

/// <summary>One miss on its way: begin-fill, fetch, commit-fill; shared by all callers in the process that miss the key meanwhile.</summary>
internal abstract class Flight(FlightKey key, long startedAt)
{
    private readonly TaskCompletionSource<long> _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public FlightKey Key { get; } = key;

    public long StartedAt { get; } = startedAt;

    /// <summary>
    /// Ends when the fill is done, with the time as of which the value is known to be current: when the lease was last seen
    /// to stand, else when the flight started. A caller that arrived later must not take the value: an invalidation may
    /// have been acknowledged before it came.
    /// </summary>
    public Task<long> Settled => _settled.Task;

    protected void Settle(long currentAsOf) => _settled.SetResult(currentAsOf);
}
