using System.Collections.Concurrent;
using System.Numerics;

namespace CacheLayer.Redis.Dispatch;

/// <summary>
/// Keeps objects for their next use. The one that a processor returned last it takes first: what is in its cache is not fetched
/// from that of another, and in the usual case no two processors meet at all.
/// </summary>
internal sealed class CallPool<T>
    where T : class
{
    private static readonly int Mask = (int)BitOperations.RoundUpToPowerOf2((uint)Environment.ProcessorCount) - 1;

    private readonly PaddedItem[] _own = new PaddedItem[Mask + 1];
    private readonly ConcurrentQueue<T> _others = new();

    private ref object? Own => ref _own[Thread.GetCurrentProcessorId() & Mask].Item;

    /// <returns>An object that was returned earlier, or null.</returns>
    public T? Take()
    {
        ref var own = ref Own;
        return own is not null && Interlocked.Exchange(ref own, null) is T item ? item
            : _others.TryDequeue(out var other) ? other
            : null;
    }

    public void Return(T item)
    {
        ref var own = ref Own;
        if (own is not null || Interlocked.CompareExchange(ref own, item, null) is not null)
        {
            _others.Enqueue(item);
        }
    }
}
