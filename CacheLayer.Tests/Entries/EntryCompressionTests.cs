using System.Buffers;
using CacheLayer.Entries;
using CsCheck;
using K4os.Compression.LZ4;
using MessagePack;

namespace CacheLayer.Tests.Entries;

[Trait("Tier", "unit")]
public sealed class EntryCompressionTests
{
    private const int MaxBytes = 1024 * 1024;

    private static readonly KeyspaceOptions Compressing = new() { CompressionThreshold = 100 };
    private static readonly string Text = string.Concat(Enumerable.Repeat("The Hunger Games ", 100));

    [Fact]
    public void What_is_compressed_is_smaller_and_read_back_by_both_views()
    {
        var entry = EntryCodec.Encode(Text, 7, DateTimeOffset.UnixEpoch, options: Compressing);

        Assert.InRange(entry.Length, 1, 200);
        Assert.True(EntryCodec.TryDecode<string>(entry, MaxBytes, out var value, out var header));
        Assert.Equal((Text, EntryFlags.Compressed), (value, header.Flags));
        Assert.True(EntryCodec.TryDecode<CachePayload>(entry, MaxBytes, out var raw, out _));
        Assert.Equal(EntryCodec.EncodePayload(Text).Bytes.ToArray(), raw!.Bytes.ToArray());
        Assert.Equal(entry, EntryCodec.Encode(raw, 7, DateTimeOffset.UnixEpoch, options: Compressing));
    }

    [Fact]
    public void MessagePack_for_CSharp_reads_a_compressed_payload()
    {
        var reader = new MessagePackReader(EntryCodec.Encode(Text, 7, DateTimeOffset.UnixEpoch, options: Compressing));
        for (var part = reader.ReadArrayHeader(); part > 1; part--)
        {
            reader.Skip();
        }

        var lz4 = MessagePackSerializerOptions.Standard.WithCompression(MessagePackCompression.Lz4Block);
        Assert.Equal(Text, MessagePackSerializer.Deserialize<string>(ref reader, lz4));
    }

    [Fact]
    public void What_is_small_or_does_not_get_smaller_stays_as_it_is()
    {
        var noise = new byte[500];
        new Random(1).NextBytes(noise);

        Assert.Equal(EntryCodec.Encode("short", 0, default), EntryCodec.Encode("short", 0, default, options: Compressing));
        Assert.Equal(EntryCodec.Encode(noise, 0, default), EntryCodec.Encode(noise, 0, default, options: Compressing));
    }

    [Fact]
    public void The_size_limit_is_that_of_the_uncompressed_entry()
        => Assert.Empty(EntryCodec.Encode(Text, 0, default, options: Compressing with { MaxEntryBytes = 1000 }));

    [Fact]
    public void Any_value_survives_with_any_settings()
        => Gen.Select(Gen.String[0, 2000], Gen.Bool, Gen.Bool).Sample((text, compresses, ages) =>
        {
            var options = new KeyspaceOptions { CompressionThreshold = compresses ? 64 : null, EagerRefreshAt = ages ? 0.5 : null };
            var entry = EntryCodec.Encode(text, 1, DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000), TimeSpan.FromSeconds(1), options);
            return EntryCodec.TryDecode<string>(entry, MaxBytes, out var value, out var header) && value == text && (header.Life is 1000) == ages;
        });

    [Fact]
    public void An_entry_cut_off_anywhere_does_not_decode()
    {
        var entry = EntryCodec.Encode(Text, 7, DateTimeOffset.UnixEpoch, options: Compressing);
        for (var length = 0; length < entry.Length; length++)
        {
            Assert.False(EntryCodec.TryDecode<string>(entry.AsMemory(0, length), MaxBytes, out _, out _));
            Assert.False(EntryCodec.TryDecode<CachePayload>(entry.AsMemory(0, length), MaxBytes, out _, out _));
        }
    }

    public static TheoryData<string, byte[]> Hostile => new()
    {
        { "said to have 2 GiB", Entry(int.MaxValue, Block("value")) },
        { "said to have a byte more than allowed", Entry(MaxBytes + 1, Block("value")) },
        { "said to have more than it has", Entry(100, Block("value")) },
        { "said to have less than it has", Entry(3, Block("value")) },
        { "said to have nothing", Entry(0, []) },
        { "said to have less than nothing", Entry(-1, Block("value")) },
        { "no block", Entry(100, []) },
        { "a block that refers to before its begin", Entry(100, [0x0f, 0xff, 0xff, 0x50]) },
        { "a block with a length that never ends", Entry(100, [.. Enumerable.Repeat((byte)0xff, 1000)]) },
        { "another extension", Entry(6, Block("value"), type: 98) },
        { "a compressed compressed value", Entry(Entry(6, Block("value")).Length, Block(Entry(6, Block("value")))) },
        { "something behind the value", Entry(7, Block([.. EntryCodec.EncodePayload("value").Bytes.Span, 0])) },
        { "an array said to have 4 billion items", Entry(5, Block([0xdd, 0xff, 0xff, 0xff, 0xff])) },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void A_hostile_entry_does_not_decode_and_nothing_is_allocated_for_it(string what, byte[] entry)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.False(EntryCodec.TryDecode<string>(entry, MaxBytes, out _, out _), what);
        if (what is not "a compressed compressed value")
        {
            Assert.False(EntryCodec.TryDecode<CachePayload>(entry, MaxBytes, out _, out _), what);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 256 * 1024);
    }

    [Fact]
    public void No_block_makes_it_throw()
        => Gen.Select(Gen.Byte.Array[0, 200], Gen.Int[0, 2000]).Sample((block, length) =>
        {
            EntryCodec.TryDecode<string>(Entry(length, block), MaxBytes, out _, out _);
            EntryCodec.TryDecode<CachePayload>(Entry(length, block), MaxBytes, out _, out _);
        });

    private static byte[] Block(string value) => Block(EntryCodec.EncodePayload(value).Bytes.ToArray());

    private static byte[] Block(byte[] payload)
    {
        var block = new byte[LZ4Codec.MaximumOutputSize(payload.Length)];
        return block[..LZ4Codec.Encode(payload, block)];
    }

    private static byte[] Entry(int length, byte[] block, sbyte type = 99)
    {
        var content = new ArrayBufferWriter<byte>();
        var contentWriter = new MessagePackWriter(content);
        contentWriter.WriteInt32(length);
        contentWriter.WriteRaw(block);
        contentWriter.Flush();
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(buffer);
        writer.WriteArrayHeader(5);
        writer.Write(1);
        writer.Write((int)EntryFlags.Compressed);
        writer.Write(0L);
        writer.Write(0L);
        writer.WriteExtensionFormat(new(type, new ReadOnlySequence<byte>(content.WrittenMemory)));
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
