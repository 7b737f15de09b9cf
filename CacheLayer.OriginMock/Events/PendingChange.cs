namespace CacheLayer.OriginMock.Events;

/// <summary>A change that is made, and whose event is not on the stream yet.</summary>
internal sealed class PendingChange(byte[] body)
{
    private readonly TaskCompletionSource _published = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The body of the stream entry; the same for every attempt, so that a repeated one can be recognised.</summary>
    public byte[] Body => body;

    /// <summary>Completes when the event is on the stream.</summary>
    public Task Published => _published.Task;

    public void SetPublished() => _published.TrySetResult();
}
