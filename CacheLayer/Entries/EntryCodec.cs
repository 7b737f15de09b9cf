using System.Buffers;
using MessagePack;

namespace CacheLayer.Entries;

/// <summary>Writes and reads entries: the MessagePack array <c>[format, flags, storedAt, version, payload]</c>.</summary>
/// <remarks>
/// <c>format</c> is 1; <c>flags</c> are <see cref="EntryFlags"/>; <c>storedAt</c> is in Unix milliseconds. The payload is the
/// value itself, not wrapped, so that any MessagePack library reads an entry in one go. An entry that ages has its life in
/// milliseconds before the payload. The script of the miss path knows where <c>storedAt</c> stands, that of an invalidation also <c>version</c>.
/// </remarks>
internal static class EntryCodec
{
    private const int Format = 1;
    private const int Parts = 5;
    private const int FlagsAt = 2;
    private const int KeptBufferBytes = 256 * 1024;
    private const long LatestTime = 1L << 52;

    public static readonly MessagePackSerializerOptions Options =
        MessagePackSerializerOptions.Standard.WithSecurity(MessagePackSecurity.UntrustedData);

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    /// <param name="value">The value.</param>
    /// <param name="version">The origin's version of it.</param>
    /// <param name="storedAt">Now.</param>
    /// <param name="life">For how long it is fresh; written only where the policy must know it.</param>
    /// <param name="options">The policy: size, compression and ageing. None of these when null.</param>
    /// <returns>The entry; empty when it is larger than the policy allows.</returns>
    /// <exception cref="MessagePackSerializationException">The type cannot be serialised.</exception>
    public static byte[] Encode<T>(T value, long version, DateTimeOffset storedAt, TimeSpan life = default, KeyspaceOptions? options = null)
    {
        var flags = options is { EagerRefreshAt: not null } or { FailSafeMaxStale: not null } or { L1.Enabled: true } ? EntryFlags.Ages : EntryFlags.None;
        var buffer = _buffer ??= new();
        buffer.ResetWrittenCount();
        var writer = new MessagePackWriter(buffer);
        WriteHeader(ref writer, flags, version, storedAt, life);
        writer.Flush();
        var payloadAt = buffer.WrittenCount;
        MessagePackSerializer.Serialize(ref writer, value, Options);
        writer.Flush();
        byte[] entry = buffer.WrittenCount > options?.MaxEntryBytes ? []
            : buffer.WrittenCount - payloadAt > options?.CompressAbove ? EntryCompression.Compress(buffer.WrittenSpan, payloadAt, FlagsAt)
            : buffer.WrittenSpan.ToArray();
        if (buffer.Capacity > KeptBufferBytes)
        {
            _buffer = null;
        }

        return entry;
    }

    /// <summary>An entry that says that the origin has no value.</summary>
    public static byte[] EncodeNothing(long version, DateTimeOffset storedAt)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(buffer);
        WriteHeader(ref writer, EntryFlags.Nothing, version, storedAt, life: default);
        writer.WriteNil();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The MessagePack bytes of a value alone.</summary>
    public static CachePayload EncodePayload<T>(T value) => new(MessagePackSerializer.Serialize(value, Options));

    /// <summary>Reads an entry; false when it is not one that this version writes, or is larger than allowed, whatever else it may be.</summary>
    public static bool TryDecode<T>(ReadOnlyMemory<byte> entry, int maxBytes, out T? value, out EntryHeader header)
    {
        value = default;
        header = default;
        if (entry.Length > maxBytes)
        {
            return false;
        }

        try
        {
            var reader = new MessagePackReader(entry);
            return TryReadHeader(ref reader, out header)
                && ((header.Flags & EntryFlags.Nothing) is 0 ? TryReadValue(ref reader, header.Flags, maxBytes, out value) : reader.TryReadNil())
                && reader.End;
        }
        catch (Exception)
        {
            // Whatever a formatter throws at bytes that it cannot read, or because there is none for the type: it is counted as undecodable.
            return false;
        }
    }

    private static void WriteHeader(ref MessagePackWriter writer, EntryFlags flags, long version, DateTimeOffset storedAt, TimeSpan life)
    {
        var ages = (flags & EntryFlags.Ages) is not 0;
        writer.WriteArrayHeader(ages ? Parts + 1 : Parts);
        writer.Write(Format);
        writer.Write((int)flags);
        writer.Write(storedAt.ToUnixTimeMilliseconds());
        writer.Write(version);
        if (ages)
        {
            writer.Write((long)life.TotalMilliseconds);
        }
    }

    private static bool TryReadHeader(ref MessagePackReader reader, out EntryHeader header)
    {
        header = default;
        var parts = reader.ReadArrayHeader();
        if (reader.ReadInt32() is not Format)
        {
            return false;
        }

        var flags = (EntryFlags)reader.ReadInt32();
        var storedAt = reader.ReadInt64();
        _ = reader.ReadInt64();
        if (flags is EntryFlags.None)
        {
            header = new(flags, storedAt, Life: 0);
            return parts is Parts;
        }

        // Of nothing there is neither a life nor a compressed form.
        var ages = (flags & EntryFlags.Ages) is not 0;
        if ((flags & ~EntryFlags.All) is not 0 || ((flags & EntryFlags.Nothing) is not 0 && flags is not EntryFlags.Nothing) || parts != (ages ? Parts + 1 : Parts))
        {
            return false;
        }

        header = new(flags, storedAt, ages ? reader.ReadInt64() : 0);
        return !ages || (storedAt is > 0 and < LatestTime && header.Life is > 0 and < LatestTime);
    }

    private static bool TryReadValue<T>(ref MessagePackReader reader, EntryFlags flags, int maxBytes, out T? value)
    {
        if ((flags & EntryFlags.Compressed) is not 0)
        {
            return EntryCompression.TryDeserialize(ref reader, maxBytes, Options, out value) && value is not null;
        }

        value = EntryFormat<T>.Formatter.Deserialize(ref reader, Options);
        return value is not null;
    }
}
