namespace CacheLayer.Diagnostics;

/// <summary>Lets one cause be logged once a second.</summary>
internal sealed class CauseWarnings
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private long _lastAt;
    private int _count;

    /// <summary>Counts, and tells whether it may be logged now.</summary>
    public bool TryTake(TimeProvider time, out int count)
    {
        lock (_lock)
        {
            _count++;
            var now = time.GetTimestamp();
            if (_lastAt is not 0 && time.GetElapsedTime(_lastAt, now) < Interval)
            {
                count = 0;
                return false;
            }

            _lastAt = now;
            count = _count;
            _count = 0;
            return true;
        }
    }
}
