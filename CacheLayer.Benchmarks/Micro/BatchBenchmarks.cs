using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using CacheLayer.Catalogue;
using CacheLayer.Entries;
using CacheLayer.Keyspaces;
using CacheLayer.Reading;
using CacheLayer.Scripts;
using CacheLayer.Tests.Cost.Counting;
using MessagePack;
using StackExchange.Redis;

namespace CacheLayer.Benchmarks.Micro;

/// <summary>What a batch of ten keys does before and after its one command, beside the same by hand.</summary>
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public class BatchBenchmarks
{
    private const int Keys = 10;

    private readonly string[] _ids = [.. Enumerable.Range(0, Keys).Select(i => SampleProducts.At(i).Asin)];
    private readonly KeyspacePolicy _policy = new("product", new());
    private readonly byte[][] _values = new byte[Keys][];
    private readonly byte[][] _entries = new byte[Keys][];

    // What is hit needs nothing of a reader but the clock.
    private readonly EntryReader _reader = new(null!, null!, null!, null!, null!, TimeProvider.System);

    [GlobalSetup]
    public void Prepare()
    {
        for (var i = 0; i < Keys; i++)
        {
            _values[i] = MessagePackSerializer.Serialize(SampleProducts.At(i), EntryCodec.Options);
            _entries[i] = EntryCodec.Encode(SampleProducts.At(i), i, DateTimeOffset.UnixEpoch, options: _policy.Options);
        }
    }

    [Benchmark(Baseline = true, Description = "by hand")]
    [BenchmarkCategory("ten keys")]
    public RedisKey[] KeysByHand() => Array.ConvertAll(_ids, static id => (RedisKey)$"p:{id}");

    [Benchmark(Description = "batch")]
    [BenchmarkCategory("ten keys")]
    public RedisKeyOrValue[] BatchKeys() => KeyLayout.Values(CatalogueKeyspaces.Product, _ids);

    [Benchmark(Baseline = true, Description = "by hand")]
    [BenchmarkCategory("ten answers")]
    public Product[] AnswersByHand()
    {
        var answers = new Product[Keys];
        for (var i = 0; i < Keys; i++)
        {
            // The client copies each value out of its reply.
            answers[i] = MessagePackSerializer.Deserialize<Product>(_values[i].AsSpan().ToArray(), EntryCodec.Options);
        }

        return answers;
    }

    [Benchmark(Description = "batch, with outcomes and counts")]
    [BenchmarkCategory("ten answers")]
    public CacheRead<Product>[] BatchAnswers()
    {
        var answers = new CacheRead<Product>[Keys];
        var entries = new Lease<byte>?[Keys];
        for (var i = 0; i < Keys; i++)
        {
            entries[i] = Lease<byte>.Create(_entries[i].Length, clear: false);
            _entries[i].CopyTo(entries[i]!.Span);
        }

        var many = new ManyRead(entries, TimeSpan.FromMilliseconds(1), null);
        for (var i = 0; i < Keys; i++)
        {
            answers[i] = CacheReadFactory.Hit(_policy, _ids[i], _reader.Read(CatalogueKeyspaces.Product, _ids[i], _policy, many, i));
        }

        return answers;
    }
}
