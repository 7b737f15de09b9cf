using System.Buffers;
using System.Buffers.Binary;
using K4os.Compression.LZ4;
using MessagePack;

namespace CacheLayer.Entries;

/// <summary>
/// Compresses payloads into the extension that MessagePack for C# calls <c>Lz4Block</c>: type 99, holding the original's
/// length as a 32-bit integer and one LZ4 block.
/// </summary>
internal static class EntryCompression
{
    private const sbyte ExtensionType = 99;

    // The extension's header in its longest form, and the integer.
    private const int Preamble = 6 + 5;

    /// <summary>The entry with its payload compressed, or as it is when that would not make it smaller.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="payloadAt">Where its payload begins.</param>
    /// <param name="payloadEnd">Where its payload ends, and what says its shape begins.</param>
    public static byte[] Compress(ReadOnlySpan<byte> entry, int payloadAt, int payloadEnd)
    {
        var payload = entry[payloadAt..payloadEnd];
        var rented = ArrayPool<byte>.Shared.Rent(entry.Length);
        try
        {
            // No room for more than what would be a gain.
            var length = LZ4Codec.Encode(payload, rented.AsSpan(payloadAt + Preamble, payload.Length - Preamble - 1));
            if (length <= 0)
            {
                return entry.ToArray();
            }

            var end = payloadAt + Preamble + length;
            var compressed = rented.AsSpan(0, end + entry.Length - payloadEnd);
            entry[..payloadAt].CopyTo(compressed);
            entry[payloadEnd..].CopyTo(compressed[end..]);
            compressed[EntryShapes.FlagsAt] |= (byte)EntryFlags.Compressed;
            var extension = compressed[payloadAt..];
            extension[0] = MessagePackCode.Ext32;
            BinaryPrimitives.WriteInt32BigEndian(extension[1..], Preamble - 6 + length);
            extension[5] = (byte)ExtensionType;
            extension[6] = MessagePackCode.Int32;
            BinaryPrimitives.WriteInt32BigEndian(extension[7..], payload.Length);
            return compressed.ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>Reads a compressed value; false when it is not compressed data, or would be larger than allowed: then nothing is allocated for it.</summary>
    public static bool TryDeserialize<T>(ref MessagePackReader reader, int maxBytes, MessagePackSerializerOptions options, out T? value)
    {
        value = default;
        var extension = reader.ReadExtensionFormat();
        var content = new MessagePackReader(extension.Data);
        if (extension.TypeCode is not ExtensionType || content.ReadInt32() is not (> 0 and var length) || length > maxBytes)
        {
            return false;
        }

        var rented = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            if (LZ4Codec.Decode(extension.Data.Slice(content.Consumed).FirstSpan, rented.AsSpan(0, length)) != length)
            {
                return false;
            }

            var payload = new MessagePackReader(rented.AsMemory(0, length));
            value = EntryFormat<T>.Formatter.Deserialize(ref payload, options);
            return payload.End;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
