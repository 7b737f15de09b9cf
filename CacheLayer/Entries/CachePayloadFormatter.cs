using System.Buffers;
using MessagePack;
using MessagePack.Formatters;

namespace CacheLayer;

/// <summary>Copies a MessagePack value as it is; reading it skips through its structure, so that a torn one is found out.</summary>
internal sealed class CachePayloadFormatter : IMessagePackFormatter<CachePayload?>
{
    public void Serialize(ref MessagePackWriter writer, CachePayload? value, MessagePackSerializerOptions options)
    {
        if (value is null)
        {
            writer.WriteNil();
        }
        else
        {
            writer.WriteRaw(value.Bytes.Span);
        }
    }

    public CachePayload? Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options)
        => reader.TryReadNil() ? null : new(reader.ReadRaw().ToArray());
}
