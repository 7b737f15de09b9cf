using CacheLayer.Invalidator.Sources;

namespace CacheLayer.Invalidator.Sns;

/// <summary>A notification on its way through the worker, and those who wait for it: SNS may post it again meanwhile.</summary>
internal sealed class SnsDelivery(ChangeRecord record)
{
    private readonly TaskCompletionSource<bool> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ChangeRecord Record { get; set; } = record;

    /// <summary>Whether it was carried out, or put among the dead letters.</summary>
    public Task<bool> End => _end.Task;

    public void Finish(bool isDone) => _end.TrySetResult(isDone);
}
