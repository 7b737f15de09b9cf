using System.Buffers;
using MessagePack;
using MessagePack.Formatters;

namespace CacheLayer.Entries;

/// <summary>Copies a MessagePack value as it is; reading it goes through its structure, so that a torn one is found out.</summary>
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
    {
        if (reader.TryReadNil())
        {
            return null;
        }

        var end = reader.CreatePeekReader();
        SkipValue(ref end);
        return new(reader.ReadRaw(end.Consumed - reader.Consumed).ToArray());
    }

    // The reader's own skip takes an array that is said to have four billion items for an empty one.
    private static void SkipValue(ref MessagePackReader reader)
    {
        for (long left = 1; left > 0; left--)
        {
            switch (reader.NextMessagePackType)
            {
                case MessagePackType.Array:
                    left += reader.ReadArrayHeader();
                    break;
                case MessagePackType.Map:
                    left += 2L * reader.ReadMapHeader();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
    }
}
