using System.Buffers;
using MessagePack;
using MessagePack.Formatters;

namespace CacheLayer.Adapters.Hybrid;

/// <summary>Copies the payload, which is the last part of an entry, unread; deserialising it later finds out whether it is torn.</summary>
internal sealed class HybridPayloadFormatter : IMessagePackFormatter<HybridPayload>
{
    public void Serialize(ref MessagePackWriter writer, HybridPayload value, MessagePackSerializerOptions options) => writer.WriteRaw(value.Bytes.Span);

    public HybridPayload Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options)
        => new(reader.ReadRaw(reader.Sequence.Length - reader.Consumed).ToArray());
}
