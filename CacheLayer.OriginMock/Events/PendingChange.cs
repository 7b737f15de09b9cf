using StackExchange.Redis;

namespace CacheLayer.OriginMock.Events;

/// <summary>A change that is made, and whose event is not on the stream yet.</summary>
internal sealed class PendingChange(byte[] body)
{
    private readonly TaskCompletionSource<RedisValue> _published = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The body of the stream entry; the same for every attempt, so that a repeated one can be recognised.</summary>
    public byte[] Body => body;

    /// <summary>The id of the stream entry, once the event is on the stream.</summary>
    public Task<RedisValue> Published => _published.Task;

    public void SetPublished(RedisValue id) => _published.TrySetResult(id);
}
