using System.Buffers;
using System.Buffers.Binary;
using CacheLayer.Entries.Serialization;
using MessagePack;

namespace CacheLayer.Entries;

/// <summary>What entries say of the shape of their values, and entries of several shapes under one key.</summary>
/// <remarks>
/// The shape is the last five bytes of an entry: an integer in its longest form, so that a script finds it, too. Builds whose types
/// differ have their entries side by side in one value, <c>[2, 0, storedAt, entry, entry, ...]</c> with entries as binary,
/// which the fill puts together: see <see cref="Scripts.CommitFillScript"/>. So whatever removes the key removes all of them.
/// </remarks>
internal static class EntryShapes
{
    public const int FlagsAt = 2;

    /// <summary>How many bytes say the shape.</summary>
    public const int ShapeBytes = 1 + sizeof(uint);

    private const int TogetherFormat = 2;
    private const int StoredAtAt = 3;
    private const int HeadBytes = StoredAtAt + 1 + sizeof(long);
    private const int BinaryHeadBytes = 1 + sizeof(int);

    public static void Write(IBufferWriter<byte> target, EntryShape shape)
    {
        var bytes = target.GetSpan(ShapeBytes);
        Write(bytes, shape);
        target.Advance(ShapeBytes);
    }

    /// <summary>The bytes that say a shape; none for payloads that are read as they are.</summary>
    public static byte[] BytesOf(EntryShape shape)
    {
        var bytes = new byte[shape.IsShaped ? ShapeBytes : 0];
        if (shape.IsShaped)
        {
            Write(bytes, shape);
        }

        return bytes;
    }

    /// <summary>An entry as far as its payload goes.</summary>
    public static ReadOnlyMemory<byte> WithoutShape(ReadOnlyMemory<byte> entry)
        => entry.Length > HeadBytes + ShapeBytes && IsShaped(entry.Span) ? entry[..^ShapeBytes] : entry;

    /// <summary>Finds the entry of a shape in what is stored; false when there are entries, and all are of other shapes. Bytes that are not an entry are found as they are.</summary>
    /// <param name="stored">What is stored under a key.</param>
    /// <param name="shape">The shape.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="togetherStoredAt">When what is stored was last written, in Unix milliseconds; 0 where that is what the entry says itself.</param>
    public static bool TryFind(ReadOnlyMemory<byte> stored, EntryShape shape, out ReadOnlyMemory<byte> entry, out long togetherStoredAt)
    {
        entry = stored;
        togetherStoredAt = 0;
        var bytes = stored.Span;
        if (!shape.IsShaped || bytes.Length <= HeadBytes || bytes[StoredAtAt] is not MessagePackCode.UInt64)
        {
            return true;
        }

        if (bytes[1] is not TogetherFormat)
        {
            if (IsOf(bytes, shape) is not false)
            {
                return true;
            }

            togetherStoredAt = StoredAt(bytes);
            return false;
        }

        togetherStoredAt = StoredAt(bytes);
        var at = HeadBytes;
        while (at + BinaryHeadBytes < bytes.Length && bytes[at] is MessagePackCode.Bin32)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(bytes[(at + 1)..]);
            at += BinaryHeadBytes;
            if (length > bytes.Length - at)
            {
                return true;
            }

            if (IsOf(bytes.Slice(at, (int)length), shape) is true)
            {
                entry = stored.Slice(at, (int)length);
                return true;
            }

            at += (int)length;
        }

        // Torn, it is no entry.
        return at != bytes.Length;
    }

    /// <summary>Whether an entry is of a shape; null when the bytes are not an entry.</summary>
    private static bool? IsOf(ReadOnlySpan<byte> entry, EntryShape shape)
    {
        if (entry.Length <= HeadBytes || entry[0] is < 0x95 or > 0x97 || entry[1] is not EntryCodec.Format)
        {
            return null;
        }

        if (!IsShaped(entry))
        {
            // The origin has none, of whatever shape; or an earlier version of the library wrote it.
            return (EntryFlags)entry[FlagsAt] is EntryFlags.Nothing ? true : (entry[FlagsAt] & ~7) is 0 ? false : null;
        }

        return entry[^ShapeBytes] is not MessagePackCode.UInt32 ? null
            : BinaryPrimitives.ReadUInt32BigEndian(entry[^sizeof(uint)..]) == shape.Id;
    }

    private static bool IsShaped(ReadOnlySpan<byte> entry) => ((EntryFlags)entry[FlagsAt] & EntryFlags.Shaped) is not 0 && entry[FlagsAt] < 0x80;

    private static long StoredAt(ReadOnlySpan<byte> entry) => BinaryPrimitives.ReadInt64BigEndian(entry[(StoredAtAt + 1)..]);

    private static void Write(Span<byte> bytes, EntryShape shape)
    {
        bytes[0] = MessagePackCode.UInt32;
        BinaryPrimitives.WriteUInt32BigEndian(bytes[1..], shape.Id);
    }
}
