using System.Buffers;
using CacheLayer.Entries.Serialization;
using MessagePack;

namespace CacheLayer.Entries;

/// <summary>Writes and reads entries: the MessagePack array <c>[format, flags, storedAt, version, payload, shape]</c>.</summary>
/// <remarks>
/// <c>format</c> is 1; <c>flags</c> are <see cref="EntryFlags"/>; <c>storedAt</c> is in Unix milliseconds. The payload is the
/// value itself, not wrapped, so that any MessagePack library reads an entry in one go. An entry that ages has its life in
/// milliseconds before the payload. The scripts of the miss path know where <c>storedAt</c> and <c>shape</c> stand, that of an invalidation also <c>version</c>.
/// </remarks>
internal static class EntryCodec
{
    public const int Format = 1;

    private const int Parts = 5;
    private const EntryFlags OfTheEntry = EntryFlags.Compressed | EntryFlags.Nothing | EntryFlags.Ages;
    private const int KeptBufferBytes = 256 * 1024;
    private const long LatestTime = 1L << 52;

    public static readonly MessagePackSerializerOptions Options =
        MessagePackSerializerOptions.Standard.WithResolver(EntryResolver.Instance).WithSecurity(EntrySecurity.Instance);

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    /// <param name="value">The value.</param>
    /// <param name="version">The origin's version of it.</param>
    /// <param name="storedAt">Now.</param>
    /// <param name="life">For how long it is fresh; written only where the policy must know it.</param>
    /// <param name="options">The policy: size, compression and ageing. None of these when null.</param>
    /// <param name="shape">What the keyspace's entries say of their shape; the default for payloads that are read as they are.</param>
    /// <returns>The entry; empty when it is larger than the policy allows.</returns>
    /// <exception cref="MessagePackSerializationException">The value cannot be serialised.</exception>
    public static byte[] Encode<T>(
        T value, long version, DateTimeOffset storedAt, TimeSpan life = default, KeyspaceOptions? options = null, EntryShape shape = default)
        => Encode(value, version, storedAt, life, options, shape, out _);

    /// <inheritdoc cref="Encode{T}(T, long, DateTimeOffset, TimeSpan, KeyspaceOptions?, EntryShape)"/>
    public static byte[] Encode<T>(
        T value, long version, DateTimeOffset storedAt, TimeSpan life, KeyspaceOptions? options, EntryShape shape, out int size)
    {
        var flags = shape.Flags | (options is { EagerRefreshAt: not null } or { FailSafeMaxStale: not null } or { L1.Enabled: true } ? EntryFlags.Ages : EntryFlags.None);
        var buffer = _buffer ??= new();
        buffer.ResetWrittenCount();
        var writer = new MessagePackWriter(buffer);
        WriteHeader(ref writer, flags, version, storedAt, life);
        writer.Flush();
        var payloadAt = buffer.WrittenCount;
        EntryFormat<T>.Write(ref writer, value);
        writer.Flush();
        var payloadEnd = buffer.WrittenCount;
        if (shape.IsShaped)
        {
            EntryShapes.Write(buffer, shape);
        }

        // Before compression, and whether that is allowed or not.
        size = buffer.WrittenCount;
        byte[] entry = size > options?.MaxEntryBytes ? []
            : payloadEnd - payloadAt > options?.CompressionThreshold ? EntryCompression.Compress(buffer.WrittenSpan, payloadAt, payloadEnd)
            : buffer.WrittenSpan.ToArray();
        if (buffer.Capacity > KeptBufferBytes)
        {
            _buffer = null;
        }

        return entry;
    }

    /// <summary>An entry that says that the origin has no value.</summary>
    public static byte[] EncodeNegative(long version, DateTimeOffset storedAt)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(buffer);
        WriteHeader(ref writer, EntryFlags.Nothing, version, storedAt, life: default);
        writer.WriteNil();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The MessagePack bytes of a value alone.</summary>
    /// <exception cref="MessagePackSerializationException">It cannot be serialised.</exception>
    public static CachePayload EncodePayload<T>(T value) => new(EncodeValue(value));

    /// <inheritdoc cref="EncodePayload"/>
    public static byte[] EncodeValue<T>(T value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(buffer);
        EntryFormat<T>.Write(ref writer, value);
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <inheritdoc cref="TryDecode{T}(ReadOnlyMemory{byte}, int, EntryShape, out T, out EntryHeader)"/>
    public static bool TryDecode<T>(ReadOnlyMemory<byte> entry, int maxBytes, out T? value, out EntryHeader header)
        => TryDecode(entry, maxBytes, default, out value, out header);

    /// <summary>Reads an entry of the shape that <see cref="EntryShapes.TryFind"/> found; false when its format is unknown to this version, or it is larger than allowed.</summary>
    public static bool TryDecode<T>(ReadOnlyMemory<byte> entry, int maxBytes, EntryShape shape, out T? value, out EntryHeader header)
    {
        value = default;
        header = default;
        if (entry.Length > maxBytes)
        {
            return false;
        }

        try
        {
            var reader = new MessagePackReader(EntryShapes.WithoutShape(entry));
            return TryReadHeader(ref reader, shape, out header)
                && ((header.Flags & EntryFlags.Nothing) is 0 ? TryReadValue(ref reader, header.Flags, maxBytes, out value) : reader.TryReadNil())
                && reader.End;
        }
        catch (Exception)
        {
            // Any exception of a formatter, or of a missing one, is counted as undecodable.
            return false;
        }
    }

    private static void WriteHeader(ref MessagePackWriter writer, EntryFlags flags, long version, DateTimeOffset storedAt, TimeSpan life)
    {
        var ages = (flags & EntryFlags.Ages) is not 0;
        writer.WriteArrayHeader(PartsOf(flags));
        writer.Write(Format);
        writer.Write((int)flags);
        writer.Write(storedAt.ToUnixTimeMilliseconds());
        writer.Write(version);
        if (ages)
        {
            writer.Write((long)life.TotalMilliseconds);
        }
    }

    private static int PartsOf(EntryFlags flags) => Parts + ((flags & EntryFlags.Ages) is 0 ? 0 : 1) + ((flags & EntryFlags.Shaped) is 0 ? 0 : 1);

    private static bool TryReadHeader(ref MessagePackReader reader, EntryShape shape, out EntryHeader header)
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
        if (parts != PartsOf(flags))
        {
            return false;
        }

        if (flags == shape.Flags)
        {
            header = new(flags, storedAt, Life: 0);
            return true;
        }

        // Of nothing there is neither a life nor a compressed form, and it is the same of whatever shape a value would be.
        var ages = (flags & EntryFlags.Ages) is not 0;
        if (flags is not EntryFlags.Nothing && ((flags & EntryFlags.Nothing) is not 0 || (flags & ~OfTheEntry) != shape.Flags))
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
