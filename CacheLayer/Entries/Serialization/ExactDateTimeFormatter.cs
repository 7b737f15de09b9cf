using MessagePack;
using MessagePack.Formatters;

namespace CacheLayer.Entries.Serialization;

/// <summary>
/// Times in UTC as MessagePack's timestamp, others with their kind as .NET's binary form in an integer: a timestamp would make another
/// time of them.
/// </summary>
internal sealed class ExactDateTimeFormatter : IMessagePackFormatter<DateTime>
{
    public void Serialize(ref MessagePackWriter writer, DateTime value, MessagePackSerializerOptions options)
    {
        if (value.Kind is DateTimeKind.Utc)
        {
            writer.Write(value);
        }
        else
        {
            writer.Write(value.ToBinary());
        }
    }

    public DateTime Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options)
        => reader.NextMessagePackType is MessagePackType.Integer ? DateTime.FromBinary(reader.ReadInt64()) : reader.ReadDateTime();
}
