using CacheLayer.Scripts;

namespace CacheLayer.Invalidations;

/// <summary>Remembers what this process invalidated and pushed in the last minute or two, one entry per key: a node that comes back as it was earlier lacks it.</summary>
internal sealed class RecentWrites(TimeProvider time)
{
    /// <summary>The most keys of a minute; with more, less than a minute is kept.</summary>
    public const int MaxLength = 65_536;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly RollingMap<RecentWrite> _writes = new(Window, MaxLength, time);
    private readonly Dictionary<Keyspace, long> _swept = [];

    /// <summary>Notes an invalidation; to be called before each attempt at it, so that it is known when it is confirmed.</summary>
    public void Removes(EntryKeys keys, long version)
    {
        lock (_lock)
        {
            var before = _writes.Find(keys.Value);
            _writes.Set(keys.Value, new(keys, Math.Max(version, before.Version), before.IsRemoved || version is 0, default));
        }
    }

    /// <summary>Notes a value that is pushed; before each attempt at it.</summary>
    public void Stores(EntryKeys keys, ReadOnlyMemory<byte> storedAt)
    {
        // Copied: it is a part of the entry, all of which would be kept in memory with it.
        var copy = storedAt.ToArray();
        lock (_lock)
        {
            _writes.Set(keys.Value, new(keys, 0, IsRemoved: false, copy));
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
            return [.. _writes.All().Select(entry => entry.Value)];
        }
    }
}
