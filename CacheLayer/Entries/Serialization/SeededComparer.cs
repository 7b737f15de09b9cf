using System.Runtime.CompilerServices;

namespace CacheLayer.Entries.Serialization;

/// <summary>Compares keys that MessagePack has no comparer for, by hashes that cannot be made to collide from outside the process.</summary>
internal sealed class SeededComparer<T> : IEqualityComparer<T>
{
    public static readonly SeededComparer<T> Instance = new();

    /// <summary>Whether it is for this type.</summary>
    public static readonly bool IsNeeded = typeof(ITuple).IsAssignableFrom(typeof(T)) ? SeededHash.Knows(typeof(T))
        : typeof(T) == typeof(TimeSpan) || typeof(T) == typeof(decimal) || typeof(T) == typeof(DateOnly) || typeof(T) == typeof(TimeOnly) || typeof(T) == typeof(Uri);

    private SeededComparer()
    {
    }

    public bool Equals(T? x, T? y) => EqualityComparer<T>.Default.Equals(x, y);

    public int GetHashCode(T value) => SeededHash.Of(value);
}
