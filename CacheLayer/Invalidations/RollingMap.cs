namespace CacheLayer.Invalidations;

/// <summary>Keeps what was set in the last one to two windows, by key. Not safe for concurrent use.</summary>
/// <param name="window">How long an entry is kept at least, while there are not too many.</param>
/// <param name="maxLength">The most keys of one window; with more, the window is shorter.</param>
/// <param name="time">The clock.</param>
internal sealed class RollingMap<TValue>(TimeSpan window, int maxLength, TimeProvider time)
{
    // Two halves, each of which spans the window.
    private Dictionary<string, TValue> _newer = new(StringComparer.Ordinal);
    private Dictionary<string, TValue> _older = new(StringComparer.Ordinal);
    private long _newerSince = time.GetTimestamp();

    public TValue? Find(string key) => _newer.TryGetValue(key, out var value) || _older.TryGetValue(key, out value) ? value : default;

    public void Set(string key, TValue value)
    {
        Rotate();
        _newer[key] = value;
    }

    /// <summary>All entries, the newest of each key.</summary>
    public IReadOnlyList<KeyValuePair<string, TValue>> All()
    {
        Rotate();
        return [.. _older.Where(entry => !_newer.ContainsKey(entry.Key)).Concat(_newer)];
    }

    public void Clear() => (_newer, _older, _newerSince) = (new(StringComparer.Ordinal), new(StringComparer.Ordinal), time.GetTimestamp());

    private void Rotate()
    {
        var age = time.GetElapsedTime(_newerSince);
        if (age >= window || _newer.Count >= maxLength)
        {
            _older = age >= 2 * window ? new(StringComparer.Ordinal) : _newer;
            _newer = new(StringComparer.Ordinal);
            _newerSince = time.GetTimestamp();
        }
    }
}
