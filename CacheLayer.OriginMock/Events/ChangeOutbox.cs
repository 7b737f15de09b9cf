using System.Threading.Channels;
using CacheLayer.OriginMock.Storage;
using StackExchange.Redis;

namespace CacheLayer.OriginMock.Events;

/// <summary>The events that wait to be published, in the order of their changes: first those that an earlier process left in the database.</summary>
internal sealed class ChangeOutbox
{
    private readonly Channel<PendingEvent> _pending = Channel.CreateUnbounded<PendingEvent>(new() { SingleReader = true });
    private volatile bool _stuck;
    private int _unpublished;

    public ChangeOutbox(ChangeDatabase database)
    {
        foreach (var pending in database.Outbox())
        {
            Add(pending);
        }
    }

    /// <summary>Whether an event could not be published and still waits; then nobody may add to what caches do not know.</summary>
    public bool IsStuck
    {
        get => _stuck;
        set => _stuck = value;
    }

    /// <summary>How many changes have no event on the stream yet, those being published included.</summary>
    public int Unpublished => Volatile.Read(ref _unpublished);

    public ChannelReader<PendingEvent> Pending => _pending.Reader;

    /// <summary>Hands on the event of a change that is stored.</summary>
    public void Add(PendingEvent pending)
    {
        Interlocked.Increment(ref _unpublished);
        // Never full. Completed when the service stops: what is stored after that is published by the next process.
        _pending.Writer.TryWrite(pending);
    }

    public void SetPublished(PendingEvent pending, RedisValue id)
    {
        Interlocked.Decrement(ref _unpublished);
        pending.SetPublished(id);
    }

    public void Complete() => _pending.Writer.TryComplete();
}
