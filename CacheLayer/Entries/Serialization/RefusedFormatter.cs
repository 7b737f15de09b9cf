using MessagePack;
using MessagePack.Formatters;

namespace CacheLayer.Entries.Serialization;

/// <summary>In place of a formatter for a type that cannot be stored: says why.</summary>
internal sealed class RefusedFormatter<T>(string refusal) : IMessagePackFormatter<T>
{
    public void Serialize(ref MessagePackWriter writer, T value, MessagePackSerializerOptions options) => throw new MessagePackSerializationException(refusal);

    public T Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options) => throw new MessagePackSerializationException(refusal);
}
