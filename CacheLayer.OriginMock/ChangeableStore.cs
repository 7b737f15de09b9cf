using System.Collections.Concurrent;

namespace CacheLayer.OriginMock;

/// <summary>Values that are made up until they are changed; only the changed ones are held.</summary>
internal abstract class ChangeableStore<TKey, TValue>(TimeProvider clock)
    where TKey : notnull
    where TValue : class
{
    private readonly ConcurrentDictionary<TKey, TValue> _changed = new();

    /// <summary>The value as it is now, or null when there is none.</summary>
    public TValue? Find(TKey key) => _changed.GetValueOrDefault(key) ?? Original(key);

    protected abstract TValue? Original(TKey key);

    protected abstract long VersionOf(TValue value);

    /// <summary>Changes a value atomically: <paramref name="change"/> gets the value and its next version, and may run more than once.</summary>
    /// <returns>The new value, or null when there is none to change.</returns>
    protected TValue? Change(TKey key, Func<TValue, long, TValue> change)
        => Original(key) is { } original
            ? _changed.AddOrUpdate(key, _ => change(original, NextVersion(original)), (_, current) => change(current, NextVersion(current)))
            : null;

    // Counting from 1 again after a restart would repeat versions that caches hold watermarks of. With the clock in them
    // they also compare across products, which the version of recommendations (the highest among its products) relies on.
    private long NextVersion(TValue value) => Math.Max(VersionOf(value) + 1, clock.GetUtcNow().ToUnixTimeMilliseconds());
}
