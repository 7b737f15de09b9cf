using System.Threading.Channels;
using StackExchange.Redis;

namespace CacheLayer.OriginMock.Events;

/// <summary>The changes whose events wait to be published, in the order they were made. In memory: it ends with the process.</summary>
internal sealed class ChangeOutbox
{
    private readonly Channel<PendingChange> _pending = Channel.CreateUnbounded<PendingChange>(new() { SingleReader = true });
    private volatile bool _stuck;
    private int _unpublished;

    /// <summary>Whether an event could not be published and still waits; then nobody may add to what caches do not know.</summary>
    public bool IsStuck
    {
        get => _stuck;
        set => _stuck = value;
    }

    /// <summary>How many changes have no event on the stream yet, those being published included.</summary>
    public int Unpublished => Volatile.Read(ref _unpublished);

    public ChannelReader<PendingChange> Pending => _pending.Reader;

    public PendingChange Add(byte[] body)
    {
        var change = new PendingChange(body);
        Interlocked.Increment(ref _unpublished);
        // Never full, and completed only after the last request.
        _pending.Writer.TryWrite(change);
        return change;
    }

    public void SetPublished(PendingChange change, RedisValue id)
    {
        Interlocked.Decrement(ref _unpublished);
        change.SetPublished(id);
    }

    public void Complete() => _pending.Writer.TryComplete();
}
