namespace CacheLayer.Metrics;

/// <summary>How much two ever-rising counts rose within a sliding window of time.</summary>
internal sealed class CounterWindow(TimeSpan length, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Queue<(long At, long A, long B)> _samples = new();
    private (long At, long A, long B) _newest;

    /// <summary>Takes the counts as they are now.</summary>
    public void Sample(long a, long b = 0)
    {
        lock (_lock)
        {
            _newest = (time.GetTimestamp(), a, b);
            _samples.Enqueue(_newest);
            while (time.GetElapsedTime(_samples.Peek().At, _newest.At) > length)
            {
                _samples.Dequeue();
            }
        }
    }

    /// <summary>The rise of both counts between the oldest and the newest sample, and the time between these.</summary>
    public (long A, long B, TimeSpan Elapsed) Rise()
    {
        lock (_lock)
        {
            return _samples.TryPeek(out var oldest)
                ? (_newest.A - oldest.A, _newest.B - oldest.B, time.GetElapsedTime(oldest.At, _newest.At))
                : default;
        }
    }
}
