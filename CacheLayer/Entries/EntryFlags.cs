namespace CacheLayer.Entries;

/// <summary>What is special about an entry.</summary>
[Flags]
internal enum EntryFlags
{
    None = 0,

    /// <summary>The payload is compressed.</summary>
    Compressed = 1,

    /// <summary>The origin has no value; the payload is nil.</summary>
    Nothing = 2,

    /// <summary>The entry says how long it is fresh, in a part of its own before the payload.</summary>
    Ages = 4,

    /// <summary>The entry says of which shape its value is, in a part of its own behind the payload: see <see cref="EntryShapes"/>.</summary>
    Shaped = 8,

    /// <summary>The payload holds JSON.</summary>
    Json = 16,
}
