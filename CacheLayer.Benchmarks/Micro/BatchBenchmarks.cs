using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using CacheLayer.Catalogue;
using CacheLayer.Entries;
using CacheLayer.Keyspaces;
using CacheLayer.Protocol;
using CacheLayer.Reads;
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
    private readonly RedisValue[] _values = new RedisValue[Keys];
    private ManyRead _entries;

    // What is hit needs nothing of a reader but the clock.
    private readonly EntryReader _reader = new(null!, null!, null!, null!, null!, TimeProvider.System);

    [GlobalSetup]
    public void Prepare()
    {
        var entries = new RedisValue[Keys];
        for (var i = 0; i < Keys; i++)
        {
            _values[i] = MessagePackSerializer.Serialize(SampleProducts.At(i), EntryCodec.Options);
            entries[i] = EntryCodec.Encode(SampleProducts.At(i), i, DateTimeOffset.UnixEpoch, options: _policy.Options);
        }

        _entries = new(entries, TimeSpan.FromMilliseconds(1), null);
    }

    [Benchmark(Baseline = true, Description = "by hand")]
    [BenchmarkCategory("ten keys")]
    public RedisKey[] KeysByHand() => Array.ConvertAll(_ids, static id => (RedisKey)$"p:{id}");

    [Benchmark(Description = "batch")]
    [BenchmarkCategory("ten keys")]
    public RedisKey[] BatchKeys() => KeyLayout.Values(CatalogueKeyspaces.Product, _ids);

    [Benchmark(Baseline = true, Description = "by hand")]
    [BenchmarkCategory("ten answers")]
    public Product[] AnswersByHand()
    {
        var answers = new Product[Keys];
        for (var i = 0; i < Keys; i++)
        {
            answers[i] = MessagePackSerializer.Deserialize<Product>((ReadOnlyMemory<byte>)_values[i], EntryCodec.Options);
        }

        return answers;
    }

    [Benchmark(Description = "batch, with outcomes and counts")]
    [BenchmarkCategory("ten answers")]
    public CacheRead<Product>[] BatchAnswers()
    {
        var answers = new CacheRead<Product>[Keys];
        for (var i = 0; i < Keys; i++)
        {
            answers[i] = Answers.Hit(_policy, _ids[i], _reader.Read(CatalogueKeyspaces.Product, _ids[i], _policy, _entries, i));
        }

        return answers;
    }
}
