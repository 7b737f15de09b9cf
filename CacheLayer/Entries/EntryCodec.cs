using System.Buffers;
using MessagePack;

namespace CacheLayer.Entries;

/// <summary>Writes and reads entries: the MessagePack array <c>[format, flags, storedAt, version, payload]</c>.</summary>
/// <remarks>
/// <c>format</c> is 1; <c>flags</c> is 0, its bits are kept for compression and negative entries; <c>storedAt</c> is in Unix
/// milliseconds; the payload is the value itself, not wrapped, so that any MessagePack library reads an entry in one go.
/// </remarks>
internal static class EntryCodec
{
    private const int Format = 1;
    private const int Parts = 5;
    private const int KeptBufferBytes = 256 * 1024;

    public static readonly MessagePackSerializerOptions Options =
        MessagePackSerializerOptions.Standard.WithSecurity(MessagePackSecurity.UntrustedData);

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    /// <exception cref="MessagePackSerializationException">The type cannot be serialised.</exception>
    public static byte[] Encode<T>(T value, long version, DateTimeOffset storedAt)
    {
        var buffer = _buffer ??= new();
        buffer.ResetWrittenCount();
        var writer = new MessagePackWriter(buffer);
        writer.WriteArrayHeader(Parts);
        writer.Write(Format);
        writer.Write(0);
        writer.Write(storedAt.ToUnixTimeMilliseconds());
        writer.Write(version);
        MessagePackSerializer.Serialize(ref writer, value, Options);
        writer.Flush();
        var entry = buffer.WrittenSpan.ToArray();
        if (buffer.Capacity > KeptBufferBytes)
        {
            _buffer = null;
        }

        return entry;
    }

    /// <summary>The MessagePack bytes of a value alone.</summary>
    public static CachePayload EncodePayload<T>(T value) => new(MessagePackSerializer.Serialize(value, Options));

    /// <summary>Reads an entry; false when it is not one that this version writes, whatever else it may be.</summary>
    public static bool TryDecode<T>(ReadOnlyMemory<byte> entry, out T? value)
    {
        value = default;
        try
        {
            var reader = new MessagePackReader(entry);
            if (reader.ReadArrayHeader() is not Parts || reader.ReadInt32() is not Format || reader.ReadInt32() is not 0)
            {
                return false;
            }

            _ = reader.ReadInt64();
            _ = reader.ReadInt64();
            value = MessagePackSerializer.Deserialize<T>(ref reader, Options);
            return value is not null && reader.End;
        }
        catch (Exception e) when (e is MessagePackSerializationException or EndOfStreamException or OverflowException)
        {
            return false;
        }
    }
}
