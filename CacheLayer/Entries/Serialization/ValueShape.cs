using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace CacheLayer.Entries.Serialization;

/// <summary>What is known of a type as the type of values: by what it is serialised, and what its shape is; found out once.</summary>
/// <param name="Flags">The flags of its entries.</param>
/// <param name="Description">Everything that an entry's meaning depends on, as text.</param>
/// <param name="Refusal">Why it cannot be stored and read back as it was, or null.</param>
internal sealed record ValueShape(EntryFlags Flags, string Description, string? Refusal)
{
    public bool IsJson => (Flags & EntryFlags.Json) is not 0;

    public static ValueShape Of(Type type)
    {
        var packed = new MessagePackShape();
        if (packed.TryDescribe(type))
        {
            return new(EntryFlags.Shaped, packed.Description, null);
        }

        return OfJson(type, EntryJson.Options);
    }

    /// <summary>A type as JSON writes it by some options.</summary>
    public static ValueShape OfJson(Type type, JsonSerializerOptions options)
    {
        var json = new JsonShape(options);
        return new(EntryFlags.Shaped | EntryFlags.Json, json.Describe(type), json.Refusal);
    }

    /// <summary>A type that is written in a way that is not known.</summary>
    public static ValueShape OfName(Type type) => new(EntryFlags.Shaped, TypeText.Name(type), null);

    /// <summary>The shape of entries, by the version that the application gives it.</summary>
    public EntryShape ForVersion(int schemaVersion)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{schemaVersion}\n{Flags}\n{Description}"));
        return new(Flags, BinaryPrimitives.ReadUInt32BigEndian(hash));
    }
}
