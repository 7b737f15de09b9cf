using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using CacheLayer.Catalogue;
using CacheLayer.Entries;
using CacheLayer.Tests.Cost.Counting;
using MessagePack;

namespace CacheLayer.Benchmarks.Micro;

/// <summary>Writing and reading entries, beside MessagePack alone.</summary>
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public class EntryCodecBenchmarks
{
    private const int MaxBytes = 1024 * 1024;

    private static readonly KeyspaceOptions Plain = new();
    private static readonly KeyspaceOptions Compressing = new() { CompressionThreshold = 256 };
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(5);
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000);

    // Prose, so that what LZ4 does is what it does to text.
    private readonly Product _product = SampleProducts.At(1) with
    {
        Description = string.Join(' ', Enumerable.Range(0, 125).Select(i => $"{"of the a story that goes on with one and two".Split(' ')[i * i % 10]}{i * 37 % 101}")),
    };

    private byte[] _payload = [];
    private byte[] _entry = [];
    private byte[] _compressed = [];

    [GlobalSetup]
    public void Prepare()
    {
        _payload = MessagePackSerializer.Serialize(_product, EntryCodec.Options);
        _entry = Encode();
        _compressed = EncodeCompressed();
        Console.WriteLine($"// payload {_payload.Length} bytes, entry {_entry.Length} bytes, compressed {_compressed.Length} bytes");
    }

    [Benchmark(Baseline = true, Description = "MessagePack")]
    [BenchmarkCategory("encode")]
    public byte[] Serialize() => MessagePackSerializer.Serialize(_product, EntryCodec.Options);

    [Benchmark(Description = "entry")]
    [BenchmarkCategory("encode")]
    public byte[] Encode() => EntryCodec.Encode(_product, _product.Version, Now, Life, Plain);

    [Benchmark(Description = "entry, LZ4")]
    [BenchmarkCategory("encode")]
    public byte[] EncodeCompressed() => EntryCodec.Encode(_product, _product.Version, Now, Life, Compressing);

    [Benchmark(Baseline = true, Description = "MessagePack")]
    [BenchmarkCategory("decode")]
    public Product Deserialize() => MessagePackSerializer.Deserialize<Product>(_payload, EntryCodec.Options);

    [Benchmark(Description = "entry")]
    [BenchmarkCategory("decode")]
    public Product? Decode() => EntryCodec.TryDecode<Product>(_entry, MaxBytes, out var value, out _) ? value : null;

    [Benchmark(Description = "entry, LZ4")]
    [BenchmarkCategory("decode")]
    public Product? DecodeCompressed() => EntryCodec.TryDecode<Product>(_compressed, MaxBytes, out var value, out _) ? value : null;

    [Benchmark(Description = "entry, left in MessagePack")]
    [BenchmarkCategory("decode")]
    public CachePayload? DecodeRaw() => EntryCodec.TryDecode<CachePayload>(_entry, MaxBytes, out var value, out _) ? value : null;
}
