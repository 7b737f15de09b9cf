using CacheLayer.Entries.Serialization;
using MessagePack;
using MessagePack.Formatters;

namespace CacheLayer.Entries;

/// <summary>How values of a type are written and read, found out once instead of for every entry.</summary>
internal static class EntryFormat<T>
{
    /// <summary>What is known of the type.</summary>
    public static readonly ValueShape Shape = ValueShape.Of(typeof(T));

    /// <summary>Writes and reads the value as MessagePack, in which there may be JSON.</summary>
    public static readonly IMessagePackFormatter<T> Formatter = Shape.Refusal is { } refusal ? new RefusedFormatter<T>(refusal)
        : Shape.IsJson ? new JsonFormatter<T>()!
        : EntryCodec.Options.Resolver.GetFormatterWithVerify<T>();

    /// <summary>Writes a value.</summary>
    /// <exception cref="MessagePackSerializationException">It cannot be written so that it is read back as it was.</exception>
    public static void Write(ref MessagePackWriter writer, T value)
    {
        try
        {
            Formatter.Serialize(ref writer, value, EntryCodec.Options);
        }
        catch (Exception e) when (e is not MessagePackSerializationException)
        {
            throw new MessagePackSerializationException($"A value of type {typeof(T)} cannot be serialised: {e.Message}", e);
        }
    }
}
