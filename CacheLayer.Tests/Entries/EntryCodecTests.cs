using System.Buffers;
using CacheLayer.Catalogue;
using CacheLayer.Entries;
using CsCheck;
using MessagePack;

namespace CacheLayer.Tests.Entries;

[Trait("Tier", "unit")]
public sealed class EntryCodecTests
{
    private const int MaxBytes = 2 * 1024 * 1024;

    private static readonly Product Book = new()
    {
        Asin = "B000000001",
        Version = 7,
        Title = "One",
        Author = "Two",
        Kind = "manga",
        Price = 9.99m,
        Currency = "EUR",
        Description = "Three",
    };

    [Fact]
    public void What_is_written_is_read()
    {
        Assert.True(Decodes<Product>(EntryCodec.Encode(Book, 7, DateTimeOffset.UnixEpoch), out var value));
        Assert.Equal(Book, value);
    }

    [Fact]
    public void An_entry_is_a_plain_MessagePack_array()
    {
        var entry = EntryCodec.Encode("value", long.MaxValue, DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123));

        var parts = MessagePackSerializer.Deserialize<object[]>(entry);

        Assert.Equal([1, 0, 1_700_000_000_123, long.MaxValue], parts[..4].Select(Convert.ToInt64));
        Assert.Equal("value", parts[4]);
    }

    [Fact]
    public void The_raw_view_reads_the_payload_as_it_was_written_and_writes_it_as_it_is()
    {
        Assert.True(Decodes<CachePayload>(EntryCodec.Encode(Book, 7, default), out var payload));
        Assert.Equal(Book, MessagePackSerializer.Deserialize<Product>(payload!.Bytes));
        Assert.Equal(EntryCodec.Encode(Book, 7, default), EntryCodec.Encode(payload, 7, default));
        Assert.Equal(payload.Bytes.ToArray(), EntryCodec.EncodePayload(Book).Bytes.ToArray());
    }

    [Fact]
    public void An_entry_cut_off_anywhere_does_not_decode()
    {
        var entry = EntryCodec.Encode(Book, 7, default);

        for (var length = 0; length < entry.Length; length++)
        {
            Assert.False(Decodes<Product>(entry.AsMemory(0, length), out _));
            Assert.False(Decodes<CachePayload>(entry.AsMemory(0, length), out _));
        }
    }

    public static TheoryData<string, byte[]> Foreign => new()
    {
        { "text", "hello"u8.ToArray() },
        { "nil", [0xc0] },
        { "another format", Entry((ref MessagePackWriter w) => w.Write("value"), format: 2) },
        { "an unknown flag", Entry((ref MessagePackWriter w) => w.Write("value"), flags: 32) },
        { "a life that is not there", Entry((ref MessagePackWriter w) => w.Write("value"), flags: 4) },
        { "a value where there is to be none", Entry((ref MessagePackWriter w) => w.Write("value"), flags: 2) },
        { "nothing that ages", Entry((ref MessagePackWriter w) => { w.Write(1000); w.WriteNil(); }, flags: 6, parts: 6, storedAt: 1) },
        { "nothing that is compressed", Entry((ref MessagePackWriter w) => w.WriteNil(), flags: 3) },
        { "a value that is not compressed as it says", Entry((ref MessagePackWriter w) => w.Write("value"), flags: 1) },
        { "no value", Entry((ref MessagePackWriter w) => w.WriteNil()) },
        { "something behind it", [.. EntryCodec.Encode("value", 0, default), 0] },
        { "another type", Entry((ref MessagePackWriter w) => w.WriteMapHeader(0)) },
        { "a text said to have 2 GiB", Entry((ref MessagePackWriter w) => w.WriteRaw(new byte[] { 0xdb, 0x7f, 0xff, 0xff, 0xff })) },
        { "an array said to have 4 billion items", Entry((ref MessagePackWriter w) => w.WriteRaw(new byte[] { 0xdd, 0xff, 0xff, 0xff, 0xff })) },
        { "an array with a map said to have 4 billion items", Entry((ref MessagePackWriter w) => w.WriteRaw(new byte[] { 0x91, 0xdf, 0xff, 0xff, 0xff, 0xff })) },
        { "a million nested arrays", Entry((ref MessagePackWriter w) => w.WriteRaw(Enumerable.Repeat((byte)0x91, 1_000_000).Append((byte)1).ToArray())) },
    };

    [Theory]
    [MemberData(nameof(Foreign))]
    public void A_foreign_or_hostile_entry_does_not_decode(string what, byte[] entry)
    {
        Assert.False(Decodes<string>(entry, out _), what);
        Assert.False(Decodes<Product>(entry, out _), what);
        if (what is not ("another type" or "a million nested arrays"))
        {
            Assert.False(Decodes<CachePayload>(entry, out _), what);
        }
    }

    [Fact]
    public void Nothing_that_may_stand_in_Redis_makes_it_throw()
        => Gen.Byte.Array[0, 200].Sample(tail =>
        {
            Decodes<Product>(tail, out _);
            Decodes<Product>(Entry((ref MessagePackWriter w) => w.WriteRaw(tail)), out _);
            Decodes<CachePayload>(Entry((ref MessagePackWriter w) => w.WriteRaw(tail)), out _);
        });

    private static bool Decodes<T>(ReadOnlyMemory<byte> entry, out T? value) => EntryCodec.TryDecode(entry, MaxBytes, out value, out _);

    private delegate void WritePayload(ref MessagePackWriter writer);

    private static byte[] Entry(WritePayload writePayload, int format = 1, int flags = 0, int parts = 5, long storedAt = 0)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(buffer);
        writer.WriteArrayHeader(parts);
        writer.Write(format);
        writer.Write(flags);
        writer.Write(storedAt);
        writer.Write(0L);
        writePayload(ref writer);
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
