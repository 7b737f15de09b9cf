using System.Diagnostics;
using StackExchange.Redis;

namespace CacheLayer.OriginMock.Storage;

/// <summary>The event of a stored change, until it is on the stream.</summary>
/// <param name="sequence">Its place in the outbox.</param>
/// <param name="version">The version that the change made; null for one of an earlier process.</param>
/// <param name="body">The body of the stream entry; the same for every attempt, so that a repeated one can be recognised.</param>
/// <param name="sending">Its span, which ends when the event is on the stream; null: none, or that of an earlier process.</param>
internal sealed class PendingEvent(long sequence, long? version, byte[] body, Activity? sending = null)
{
    private readonly TaskCompletionSource<RedisValue> _published = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public long Sequence => sequence;

    public long? Version => version;

    public byte[] Body => body;

    /// <summary>The id of the stream entry, once the event is on the stream.</summary>
    public Task<RedisValue> Published => _published.Task;

    public void SetPublished(RedisValue id)
    {
        sending?.SetTag("messaging.message.id", (string?)id);
        sending?.Dispose();
        _published.TrySetResult(id);
    }
}
