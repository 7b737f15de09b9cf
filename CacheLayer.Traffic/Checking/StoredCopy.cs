using MessagePack;
using StackExchange.Redis;

namespace CacheLayer.Traffic.Checking;

/// <summary>What a node has of a product.</summary>
/// <param name="OnPrimary">Whether the node is the primary.</param>
/// <param name="Version">The version.</param>
/// <param name="StoredAt">When it was stored, by the clock of who stored it.</param>
internal readonly record struct StoredCopy(bool OnPrimary, long Version, DateTimeOffset StoredAt)
{
    /// <summary>Reads an entry, <c>[format, flags, storedAt, version, ...]</c>; null when there is none.</summary>
    public static StoredCopy? Read(bool onPrimary, RedisValue entry)
    {
        if (entry.IsNull)
        {
            return null;
        }

        var reader = new MessagePackReader((byte[])entry!);
        reader.ReadArrayHeader();
        reader.Skip();
        reader.Skip();
        var storedAt = DateTimeOffset.FromUnixTimeMilliseconds(reader.ReadInt64());
        return new(onPrimary, reader.ReadInt64(), storedAt);
    }
}
