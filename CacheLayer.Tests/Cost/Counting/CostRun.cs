using CacheLayer.Catalogue;
using StackExchange.Redis;

namespace CacheLayer.Tests.Cost.Counting;

/// <summary>Does each operation some times, one after the other, on a Redis that nobody else uses.</summary>
internal sealed class CostRun
{
    private const int BatchLength = 10;

    private static readonly Keyspace<Product> Products = CatalogueKeyspaces.Product;
    private static readonly Keyspace<Product> Dependents = Keyspace.Create<Product>("reco", CatalogueKeyspaces.Recommendations.Prefix);

    private readonly string _redis;
    private readonly IDatabase _database;
    private readonly ServerCounter _counter;
    private readonly Dictionary<string, Product> _products;
    private readonly string[] _ids;
    private readonly string[][] _batches;
    private readonly List<OperationCost> _costs = [];

    /// <param name="redis">The connection string.</param>
    /// <param name="connection">A connection to it that may read INFO.</param>
    /// <param name="products">How many products there are; a multiple of ten.</param>
    public CostRun(string redis, IConnectionMultiplexer connection, int products)
    {
        _redis = redis;
        _database = connection.GetDatabase();
        _counter = new(_database);
        _products = Enumerable.Range(0, products).Select(SampleProducts.At).ToDictionary(product => product.Asin);
        _ids = [.. _products.Keys];
        _batches = [.. _ids.Chunk(BatchLength)];
    }

    public async Task<IReadOnlyList<OperationCost>> RunAsync()
    {
        await CountReadsAndWritesAsync();
        await CountMissAsync("miss", _ids, many: false, null, async (cache, id, fetcher) => (await cache.GetOrFetchAsync(Products, id, fetcher)).IsHit);
        await CountInvalidationsAsync("invalidation of one key", _ids, id => [id]);
        await CountMissAsync("10 keys, all missed", _batches, many: true, null, async (cache, ids, fetcher) => (await cache.GetManyOrFetchAsync(Products, ids, fetcher)).All(read => read.IsHit));
        await CountInvalidationsAsync("invalidation of 10 keys at once", _batches, ids => ids);

        // Nothing of the invalidations shall be in the way of the fills that follow.
        await _database.ExecuteAsync("FLUSHDB");

        // The products of a batch stand for ten entries that were made from its first one.
        var leaders = _batches.SelectMany(ids => ids.Select(id => (id, Leader: ids[0]))).ToDictionary(pair => pair.id, pair => pair.Leader);
        await CountMissAsync(
            "miss that depends on a product",
            _ids,
            many: false,
            id => new(Products, leaders[id]),
            async (cache, id, fetcher) => (await cache.GetOrFetchAsync(Dependents, id, fetcher)).IsHit);
        await CountInvalidationsAsync("invalidation of one key with 10 dependents", _batches, ids => [ids[0]]);
        return _costs;
    }

    private async Task CountReadsAndWritesAsync()
    {
        await using var cache = await CountedCache.StartAsync(_redis);
        var (one, many) = (new HeldFetcher(_products, many: false), new HeldFetcher(_products, many: true));
        await cache.Client.SetManyAsync(Products, _products);
        await CountEachAsync("GET by hand", _ids, id => _database.StringGetAsync(Key(id)));
        await CountEachAsync("hit", _ids, id => cache.Aside.GetOrFetchAsync(Products, id, one).AsTask());
        await CountEachAsync("MGET of 10 by hand", _batches, ids => _database.StringGetAsync(Array.ConvertAll(ids, Key)));
        await CountEachAsync("10 keys, all hit", _batches, ids => cache.Aside.GetManyOrFetchAsync(Products, ids, many).AsTask());
        await CountEachAsync("set", _ids, id => cache.Client.SetAsync(Products, id, _products[id]).AsTask());
        await CountEachAsync("delete", _ids, id => cache.Client.DeleteAsync(Products, id).AsTask());
        await CountEachAsync("read of what is not there, without a fetch", _ids, id => cache.Client.GetAsync(Products, id).AsTask());
    }

    // First what comes before the origin is asked, then what comes after it has answered.
    private async Task CountMissAsync<T>(string operation, T[] subjects, bool many, Func<string, CacheDependency>? dependsOn, Func<CacheAside, T, HeldFetcher, Task<bool>> isHit)
    {
        await using var cache = await CountedCache.StartAsync(_redis);
        var warmUp = new HeldFetcher(_products, many, dependsOn);
        warmUp.Open();
        while (!await isHit(cache.Aside, subjects[0], warmUp))
        {
            // It is being stored. The first one is not counted: it brings the scripts.
        }

        var fetcher = new HeldFetcher(_products, many, dependsOn);
        var reads = new List<Task>();
        var before = await _counter.CountAsync(async () =>
        {
            foreach (var subject in subjects[1..])
            {
                reads.Add(isHit(cache.Aside, subject, fetcher));
                await fetcher.AskedAsync();
            }
        });
        _costs.Add(OperationCost.Of($"{operation}: until the origin is asked", before, subjects.Length - 1, oneByOne: !many));
        var after = await _counter.CountAsync(async () =>
        {
            fetcher.Open();
            await Task.WhenAll(reads);
            await cache.StopAsync();
        });
        _costs.Add(OperationCost.Of($"{operation}: fill, in the background", after, subjects.Length - 1, oneByOne: false));
    }

    private async Task CountInvalidationsAsync<T>(string operation, T[] subjects, Func<T, string[]> ids)
    {
        await using var cache = await CountedCache.StartAsync(_redis);
        await CountEachAsync(
            operation, subjects, subject => cache.Invalidator.InvalidateAsync(Array.ConvertAll(ids(subject), id => new Invalidation(Products, id))).AsTask());
    }

    // The first one is not counted: it may open a connection, or bring a script.
    private async Task CountEachAsync<T>(string operation, T[] subjects, Func<T, Task> act)
    {
        await act(subjects[0]);
        var counts = await _counter.CountAsync(async () =>
        {
            foreach (var subject in subjects[1..])
            {
                await act(subject);
            }
        });
        _costs.Add(OperationCost.Of(operation, counts, subjects.Length - 1));
    }

    private static RedisKey Key(string id) => $"{Products.Prefix}:{id}";
}
