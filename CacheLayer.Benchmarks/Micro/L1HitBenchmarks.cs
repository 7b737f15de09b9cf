using System.Net;
using BenchmarkDotNet.Attributes;
using BitFaster.Caching.Lfu;
using BitFaster.Caching.Lru;
using CacheLayer.Catalogue;
using CacheLayer.DependencyInjection;
using CacheLayer.Entries;
using CacheLayer.L1;
using CacheLayer.Redis.Topology;
using CacheLayer.Tests.Cost.Counting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using ZiggyCreatures.Caching.Fusion;

namespace CacheLayer.Benchmarks.Micro;

/// <summary>A hit in the memory of the process, from the call to the answer, beside what it is made from and another cache's.</summary>
[MinColumn]
[IterationCount(20)]
public class L1HitBenchmarks : IDisposable
{
    // A power of two, so that the next one costs nothing to find.
    private const int Products = 1024;

    private readonly string[] _ids = [.. Enumerable.Range(0, Products).Select(i => SampleProducts.At(i).Asin)];
    private readonly ConcurrentLfu<string, Product> _lfu = new(10_000);
    private readonly FastConcurrentLru<string, Product> _lru = new(10_000);
    private readonly FusionCache _fusion = new(new FusionCacheOptions());
    private readonly FusionCacheEntryOptions _fusionOptions = new(TimeSpan.FromHours(1));
    private readonly NoFetch _fetcher = new();
    private readonly string[] _ten = new string[10];
    private IHost _host = null!;
    private CacheAside _cache = null!;
    private int _next;

    private string Next => _ids[_next++ & (Products - 1)];

    [GlobalSetup]
    public async Task PrepareAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration["ConnectionStrings:cache"] = "127.0.0.1:1";
        builder.Configuration["CacheLayer:Keyspaces:product:L1:Enabled"] = "true";
        builder.Configuration["CacheLayer:Keyspaces:product:L1:MaxLife"] = "1.00:00:00";
        builder.AddCacheLayer("cache");
        _host = builder.Build();

        // Never connected: a node that is said to be in sync and to have been heard, and products that were read from it.
        var cache = _host.Services.GetRequiredService<AddedCache>().Builder.CacheOf(_host.Services);
        var node = new RedisNode(0, new(new IPEndPoint(IPAddress.Loopback, 1), null, ""), new(new(), new(), _ => { }, TimeProvider.System, NullLogger.Instance));
        node.MayBeReadUntil(long.MaxValue);
        cache.L1.Begin(new(node, [$"{CatalogueKeyspaces.Product.Prefix}:"], node.ReadLeaseEpoch, long.MaxValue));
        await cache.Client.GetAsync(CatalogueKeyspaces.Product, _ids[0]);
        var store = (L1Store<Product>)cache.L1.All.Single();
        for (var i = 0; i < Products; i++)
        {
            var product = SampleProducts.At(i);
            store.Keep(_ids[i], new(product, EntryState.Value, FreshFor: long.MaxValue / 2), 800, cache.L1.BeginRead()!);
            _lfu.AddOrUpdate(_ids[i], product);
            _lru.AddOrUpdate(_ids[i], product);
            _fusion.Set(_ids[i], product, _fusionOptions);
        }

        _ids.AsSpan(0, _ten.Length).CopyTo(_ten);
        _cache = cache.Aside;
    }

    [Benchmark(Description = "ConcurrentLfu alone")]
    public Product Lfu() => _lfu.TryGet(Next, out var product) ? product : throw Missing();

    [Benchmark(Baseline = true, Description = "FastConcurrentLru alone")]
    public Product Lru() => _lru.TryGet(Next, out var product) ? product : throw Missing();

    [Benchmark(Description = "hit in memory")]
    public Product Hit()
    {
        var read = _cache.GetOrFetchAsync(CatalogueKeyspaces.Product, Next, _fetcher);
        return read.IsCompletedSuccessfully && read.Result is { FromL1: true, Value: { } product } ? product : throw Missing();
    }

    [Benchmark(Description = "ten hits in memory, one call")]
    public Product Ten()
    {
        var reads = _cache.GetManyOrFetchAsync(CatalogueKeyspaces.Product, _ten, _fetcher);
        return reads.IsCompletedSuccessfully && reads.Result[^1] is { FromL1: true, Value: { } product } ? product : throw Missing();
    }

    [Benchmark(Description = "FusionCache, in memory")]
    public Product Fusion()
    {
        var read = _fusion.GetOrSetAsync<Product>(Next, static (_, _) => throw Missing(), default(MaybeValue<Product>), _fusionOptions);
        return read.IsCompletedSuccessfully ? read.Result : throw Missing();
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _fusion.Dispose();
        _host.Dispose();
    }

    private static InvalidOperationException Missing() => new("A product is not in memory.");

    private sealed class NoFetch : Fetcher<Product>
    {
        public override ValueTask<Fetched<Product>> FetchAsync(string id, CancellationToken cancellationToken) => throw Missing();
    }
}
