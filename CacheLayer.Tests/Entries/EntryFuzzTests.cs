using CacheLayer.Catalogue;
using CacheLayer.Entries;
using CacheLayer.Tests.Cost.Counting;
using CsCheck;

namespace CacheLayer.Tests.Entries;

/// <summary>Entries that were good once: damaged in every way that can be thought of, and read as every kind of value.</summary>
[Trait("Tier", "unit")]
public sealed class EntryFuzzTests
{
    private const int Entries = 100_000;
    private const int MaxBytes = 64 * 1024;

    // Of what five readings of an entry of some kilobytes may allocate, exceptions included; a length that is believed would be far beyond.
    private const long MaxAllocated = 1024 * 1024;

    private static readonly byte[][] Originals = [.. Make()];

    // Headers of arrays, maps, strings, binaries and extensions of four billion, or two: what a damaged length looks like at its worst.
    private static readonly byte[][] Lengths =
    [
        [0xdd, 0xff, 0xff, 0xff, 0xff], [0xdf, 0xff, 0xff, 0xff, 0xff], [0xdb, 0x7f, 0xff, 0xff, 0xff], [0xc6, 0x7f, 0xff, 0xff, 0xff],
        [0xc9, 0x7f, 0xff, 0xff, 0xff, 99], [0xdc, 0xff, 0xff], [0xde, 0xff, 0xff], [0xd2, 0x7f, 0xff, 0xff, 0xff], [0x91, 0x91, 0x91, 0x91], [0xc0],
    ];

    private static readonly Gen<Func<byte[], byte[]>> Damage = Gen.OneOf(
        Gen.Select(Gen.Int, Gen.Byte, (at, value) => new Func<byte[], byte[]>(entry => Replace(entry, at, 1, [value]))),
        Gen.Select(Gen.Int, Gen.Int[1, 40], (at, count) => new Func<byte[], byte[]>(entry => Replace(entry, at, count, []))),
        Gen.Select(Gen.Int, Gen.Byte.Array[1, 40], (at, bytes) => new Func<byte[], byte[]>(entry => Replace(entry, at, 0, bytes))),
        Gen.Select(Gen.Int, Gen.Int[0, 9], (at, kind) => new Func<byte[], byte[]>(entry => Replace(entry, at, Lengths[kind].Length, Lengths[kind]))),
        Gen.Int.Select(at => new Func<byte[], byte[]>(entry => entry[..At(entry, at)])),
        Gen.Select(Gen.Int, Gen.Int, (from, to) => new Func<byte[], byte[]>(entry => Replace(entry, to, 0, entry[At(entry, from)..]))));

    [Fact]
    public void No_damaged_entry_makes_it_throw_or_allocate_beyond_bounds()
        => Gen.Select(Gen.Int[0, Originals.Length - 1], Damage.Array[1, 4]).Sample(
            (original, damages) =>
            {
                var entry = damages.Aggregate(Originals[original], (entry, damage) => damage(entry));
                var before = GC.GetAllocatedBytesForCurrentThread();
                Decode<Product>(entry);
                Decode<string>(entry);
                Decode<Dictionary<string, int[]>>(entry);
                Decode<List<object>>(entry);
                Decode<CachePayload>(entry);
                return GC.GetAllocatedBytesForCurrentThread() - before < MaxAllocated;
            },
            iter: Entries);

    private static void Decode<T>(byte[] entry) => EntryCodec.TryDecode<T>(entry, MaxBytes, out _, out _);

    private static IEnumerable<byte[]> Make()
    {
        var now = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000);
        foreach (var options in new KeyspaceOptions[] { new(), new() { CompressionThreshold = 64 }, new() { EagerRefreshAt = 0.5 }, new() { CompressionThreshold = 64, FailSafeMaxStale = TimeSpan.FromHours(1) } })
        {
            yield return EntryCodec.Encode(SampleProducts.At(1), 7, now, TimeSpan.FromMinutes(5), options);
            yield return EntryCodec.Encode(string.Concat(Enumerable.Repeat("The Hunger Games ", 30)), 7, now, TimeSpan.FromMinutes(5), options);
            yield return EntryCodec.Encode(Enumerable.Range(0, 20).ToDictionary(i => $"key {i}", i => new[] { i, i * 1000, i * 1_000_000 }), 7, now, TimeSpan.FromMinutes(5), options);
        }

        yield return EntryCodec.EncodeNegative(7, now);
    }

    private static byte[] Replace(byte[] entry, int at, int count, byte[] by)
    {
        var start = At(entry, at);
        return [.. entry[..start], .. by, .. entry[Math.Min(entry.Length, start + count)..]];
    }

    private static int At(byte[] entry, int at) => (int)((uint)at % (uint)(entry.Length + 1));
}
