using CacheLayer.Invalidator.Lag;
using CacheLayer.Invalidator.Sources;

namespace CacheLayer.Invalidator.Sqs;

/// <summary>How far the receivers of this process are behind.</summary>
/// <remarks>
/// SQS tells how many messages wait, but not how old the oldest is (only CloudWatch does). A queue hands messages out about in their
/// order, so what waits is about as old as what was received last.
/// </remarks>
internal sealed class SqsProgress(SqsQueue queue, TimeProvider clock) : IBacklog
{
    // Each count is a request that is paid for.
    private static readonly TimeSpan CountInterval = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly HashSet<ChangeRecord> _inHand = [];
    private DateTimeOffset? _lastSent;
    private (long Waiting, long InHand) _count;
    private long? _countedAt;

    public void Received(IReadOnlyList<ChangeRecord> records)
    {
        lock (_lock)
        {
            _inHand.UnionWith(records);
            _lastSent = records[^1].PublishedAt ?? _lastSent;
        }
    }

    public void Finished(IReadOnlyList<ChangeRecord> records)
    {
        lock (_lock)
        {
            _inHand.ExceptWith(records);
        }
    }

    public async Task<Backlog> MeasureAsync(CancellationToken stopping)
    {
        if (_countedAt is not { } at || clock.GetElapsedTime(at) >= CountInterval)
        {
            _count = await queue.CountAsync(stopping);
            _countedAt = clock.GetTimestamp();
        }

        lock (_lock)
        {
            var oldest = _inHand.Min(record => record.PublishedAt);
            if (_count.Waiting > 0)
            {
                // How old they are is not known before one of them was received.
                var waiting = _lastSent ?? throw new InvalidOperationException("Messages wait, and none was received yet.");
                oldest = oldest < waiting ? oldest : waiting;
            }

            var age = oldest is { } since ? clock.GetUtcNow() - since : TimeSpan.Zero;
            return new(_count.Waiting + _count.InHand, age > TimeSpan.Zero ? age : TimeSpan.Zero);
        }
    }
}
