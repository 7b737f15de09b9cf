namespace CacheLayer.Entries.Serialization;

/// <summary>How the values of a keyspace are written: what an entry must say of itself to be read as one of them.</summary>
/// <param name="Flags">The flags of every value's entry; none for payloads that are read as they are.</param>
/// <param name="Id">What the shape of the type comes to; written with the entry when the flags have <see cref="EntryFlags.Shaped"/>.</param>
internal readonly record struct EntryShape(EntryFlags Flags, uint Id)
{
    public string FormatName => (Flags & EntryFlags.Json) is 0 ? "MessagePack" : "JSON";

    public bool IsShaped => (Flags & EntryFlags.Shaped) is not 0;

    public override string ToString() => $"{Id:x8}";
}
