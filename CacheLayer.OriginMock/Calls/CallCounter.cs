using System.Collections.Concurrent;

namespace CacheLayer.OriginMock.Calls;

/// <summary>Counts calls per endpoint, so that anybody can see what a cache saved.</summary>
internal sealed class CallCounter(TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, long> _calls = new(StringComparer.Ordinal);
    private DateTimeOffset _since = clock.GetUtcNow();

    public void Count(string endpoint) => _calls.AddOrUpdate(endpoint, 1, (_, calls) => calls + 1);

    public CallCounts Snapshot()
    {
        var calls = new SortedDictionary<string, long>(_calls, StringComparer.Ordinal);
        return new(_since, calls.Values.Sum(), calls);
    }

    public void Reset()
    {
        _calls.Clear();
        _since = clock.GetUtcNow();
    }
}
