using System.Buffers;
using MessagePack;
using MessagePack.Formatters;

namespace CacheLayer.Adapters.Distributed;

/// <summary>Plain bytes are binary; bytes whose life reads prolong are <c>[sliding, expiresAt, storedAt, bytes]</c>.</summary>
internal sealed class DistributedValueFormatter : IMessagePackFormatter<DistributedValue?>
{
    private const int Parts = 4;

    public void Serialize(ref MessagePackWriter writer, DistributedValue? value, MessagePackSerializerOptions options)
    {
        if (value is null)
        {
            writer.WriteNil();
            return;
        }

        if (value.Sliding is not 0)
        {
            writer.WriteArrayHeader(Parts);
            writer.Write(value.Sliding);
            writer.Write(value.ExpiresAt);
            writer.Write(value.StoredAt);
        }

        writer.Write(value.Bytes);
    }

    public DistributedValue? Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options)
    {
        if (reader.NextMessagePackType is not MessagePackType.Array)
        {
            return reader.TryReadNil() ? null : new(ReadBytes(ref reader));
        }

        if (reader.ReadArrayHeader() is not Parts)
        {
            throw new MessagePackSerializationException("Not what a distributed cache stores.");
        }

        var (sliding, expiresAt, storedAt) = (reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64());
        return new(ReadBytes(ref reader), sliding, expiresAt, storedAt);
    }

    private static byte[] ReadBytes(ref MessagePackReader reader)
        => reader.ReadBytes() is { } bytes ? bytes.ToArray() : throw new MessagePackSerializationException("Not what a distributed cache stores.");
}
