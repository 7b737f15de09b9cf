namespace CacheLayer.Tests.Races.Histories;

/// <summary>A read under way, and its fetch in the hands of the history.</summary>
internal sealed class RacingRead
{
    private readonly TaskCompletionSource _fetching = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<long> _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long? _lookedUp;

    /// <summary>Ends when the reader has its answer.</summary>
    public required Task Answered { get; set; }

    /// <summary>Ends when its own fetch has reached the origin; never, when it did not need one.</summary>
    public Task Fetching => _fetching.Task;

    /// <summary>Whether the origin has its fetch and has not answered.</summary>
    public bool IsHeld => Fetching.IsCompleted && !_arrived.Task.IsCompleted;

    /// <summary>The token of its lease, if it was granted one.</summary>
    public byte[]? Lease { get; set; }

    public Task<long> FetchAsync()
    {
        _fetching.TrySetResult();
        return _arrived.Task;
    }

    /// <summary>The origin looks up its answer.</summary>
    public void LookUp(long version) => _lookedUp ??= version;

    /// <summary>The answer arrives: what was looked up, else what there is now.</summary>
    public void Arrive(long version) => _arrived.TrySetResult(_lookedUp ?? version);
}
