using System.Diagnostics;

namespace CacheLayer.OriginMock.Storage;

/// <summary>A change of one value: <see cref="ChangeWriter"/> makes it, stores it together with its event, and only then lets it be read.</summary>
internal abstract class PlannedChange
{
    private readonly TaskCompletionSource<PendingEvent?> _stored = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The span of the request that asks for the change.</summary>
    public ActivityContext Request { get; } = Activity.Current?.Context ?? default;

    /// <summary>The event of the stored change; null when there was nothing to change.</summary>
    /// <exception cref="StoreUnavailableException">Nothing was changed: the store does not take it.</exception>
    public Task<PendingEvent?> Stored => _stored.Task;

    /// <summary>Makes the change upon those that were made before it in the same transaction; null when there is nothing to change.</summary>
    public abstract ChangedValue? Make();

    /// <summary>Lets readers see what was made: it is stored.</summary>
    public abstract void Show();

    /// <summary>Drops what was made: it is not stored.</summary>
    public abstract void Drop();

    public void SetStored(PendingEvent? made) => _stored.TrySetResult(made);

    public void SetFailed(StoreUnavailableException reason) => _stored.TrySetException(reason);
}
