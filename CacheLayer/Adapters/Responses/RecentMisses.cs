using System.Collections.Concurrent;

namespace CacheLayer.Adapters.Responses;

/// <summary>Remembers when a key was first missed, until something is stored under it: then what is stored was begun to be made.</summary>
internal sealed class RecentMisses
{
    // More requests than are under way at once. Beyond it all are forgotten, and taken for the longest that a fill may take.
    private const int Capacity = 10_000;

    private readonly ConcurrentDictionary<string, Miss> _misses = new(StringComparer.Ordinal);
    private int _count;

    public void Add(string id, Miss miss)
    {
        if (Volatile.Read(ref _count) >= Capacity)
        {
            _misses.Clear();
            Volatile.Write(ref _count, 0);
        }

        if (_misses.TryAdd(id, miss))
        {
            Interlocked.Increment(ref _count);
        }
    }

    /// <returns>The first miss since something was stored, or null when none is known.</returns>
    public Miss? Take(string id)
    {
        if (!_misses.TryRemove(id, out var miss))
        {
            return null;
        }

        Interlocked.Decrement(ref _count);
        return miss;
    }
}
