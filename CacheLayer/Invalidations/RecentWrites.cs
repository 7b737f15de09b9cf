using CacheLayer.Scripts;

namespace CacheLayer.Invalidations;

/// <summary>
/// What this process invalidated and pushed in the last minute or two, one entry per key: a node that comes back as it was earlier has it no more.
/// In two halves, each of which spans the window.
/// </summary>
internal sealed class RecentWrites(TimeProvider time)
{
    /// <summary>The most keys of each half; with more, the window is shorter.</summary>
    public const int MaxLength = 65_536;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private Dictionary<string, RecentWrite> _newer = new(StringComparer.Ordinal);
    private Dictionary<string, RecentWrite> _older = new(StringComparer.Ordinal);
    private readonly Dictionary<Keyspace, long> _swept = [];
    private long _newerSince = time.GetTimestamp();

    /// <summary>Notes an invalidation; to be called before each attempt at it, so that it is known when it is confirmed.</summary>
    public void Removes(EntryKeys keys, long version)
    {
        lock (_lock)
        {
            var before = Find(keys.Value);
            Set(new(keys, Math.Max(version, before.Version), before.IsRemoved || version is 0, default));
        }
    }

    /// <summary>Notes a value that is pushed; before each attempt at it.</summary>
    public void Stores(EntryKeys keys, ReadOnlyMemory<byte> storedAt)
    {
        // Copied: it is a part of the entry, all of which would be kept in memory with it.
        var copy = storedAt.ToArray();
        lock (_lock)
        {
            Set(new(keys, 0, IsRemoved: false, copy));
        }
    }

    /// <summary>Notes that all of a keyspace is removed.</summary>
    public void Sweeps(Keyspace keyspace)
    {
        lock (_lock)
        {
            _swept[keyspace] = time.GetTimestamp();
        }
    }

    /// <summary>The keyspaces that were removed as a whole.</summary>
    public IReadOnlyList<Keyspace> Swept()
    {
        lock (_lock)
        {
            return [.. _swept.Where(swept => time.GetElapsedTime(swept.Value) < Window).Select(swept => swept.Key)];
        }
    }

    /// <summary>All of them, the newest of each key.</summary>
    public IReadOnlyList<RecentWrite> All()
    {
        lock (_lock)
        {
            Turn();
            return [.. _older.Where(entry => !_newer.ContainsKey(entry.Key)).Concat(_newer).Select(entry => entry.Value)];
        }
    }

    private RecentWrite Find(string key) => _newer.TryGetValue(key, out var write) || _older.TryGetValue(key, out write) ? write : default;

    private void Set(RecentWrite write)
    {
        Turn();
        _newer[write.Keys.Value] = write;
    }

    private void Turn()
    {
        var age = time.GetElapsedTime(_newerSince);
        if (age >= Window || _newer.Count >= MaxLength)
        {
            _older = age >= 2 * Window ? new(StringComparer.Ordinal) : _newer;
            _newer = new(StringComparer.Ordinal);
            _newerSince = time.GetTimestamp();
        }
    }
}
