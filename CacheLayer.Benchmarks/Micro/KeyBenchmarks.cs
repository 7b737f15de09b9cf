using BenchmarkDotNet.Attributes;
using CacheLayer.Catalogue;
using CacheLayer.Scripts;
using StackExchange.Redis;

namespace CacheLayer.Benchmarks.Micro;

/// <summary>Making Redis keys of ids, validation included, beside a string made by hand.</summary>
public class KeyBenchmarks
{
    // Not constants: the compiler would make the keys of them.
    private readonly string _id = "B000000001";
    private readonly string _idOfCustomer = "customer-日本:B000000001";
    private readonly string _idWithBraces = "a}b{c";

    [Benchmark(Baseline = true, Description = "by hand")]
    public RedisKey ByHand() => $"p:{_id}";

    [Benchmark(Description = "value key")]
    public RedisKey Value() => KeyLayout.Value(CatalogueKeyspaces.Product, _id);

    [Benchmark(Description = "value key, not ASCII")]
    public RedisKey ValueOfText() => KeyLayout.Value(CatalogueKeyspaces.Recommendations, _idOfCustomer);

    [Benchmark(Description = "value key, braces")]
    public RedisKey ValueWithBraces() => KeyLayout.Value(CatalogueKeyspaces.Product, _idWithBraces);

    [Benchmark(Description = "all keys of an entry")]
    public RedisKey Entry() => KeyLayout.Entry(CatalogueKeyspaces.Product, _id).Lease;
}
