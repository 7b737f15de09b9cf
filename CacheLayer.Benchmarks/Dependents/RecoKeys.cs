using CacheLayer.Catalogue;
using CacheLayer.Entries;
using CacheLayer.Scripts;
using StackExchange.Redis;

namespace CacheLayer.Benchmarks.Dependents;

/// <summary>Recommendations as the shop of this repository has them: each is made from nine products, and each product has some of them that depend on it.</summary>
internal sealed class RecoKeys(IDatabase database, int dependentsPerProduct)
{
    public const int ProductsPerReco = 9;

    private const int Pipelined = 200;
    private const int TtlMilliseconds = 3_600_000;

    // About what a reco entry has: customer, product, and eight products with title and price.
    private static readonly byte[] Entry = EntryCodec.Encode(new string('x', 600), 1, DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000));

    private readonly long _expireAt = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() + TtlMilliseconds;

    public static string Key(int index) => $"{CatalogueKeyspaces.Recommendations.Prefix}:customer-{index:D7}:{AsinSequence.At(index / 10).Value}";

    public static string ProductId(string series, long index) => $"{series}{index:D9}";

    public Task StoreAsync(int from, int to) => InPipelinesAsync(from, to, i => database.StringSetAsync(Key(i), Entry, TimeSpan.FromMilliseconds(TtlMilliseconds)));

    /// <summary>Writes the index of each product as the registrations of its dependents leave it.</summary>
    public Task RegisterAsync(int from, int to)
    {
        var blocks = (to - from) / dependentsPerProduct;
        return InPipelinesAsync(0, blocks * ProductsPerReco, i => IndexAsync(ProductId("B", ((long)from / dependentsPerProduct * ProductsPerReco) + i), from + (i / ProductsPerReco * dependentsPerProduct), dependentsPerProduct));
    }

    /// <summary>Makes one product with dependents, all of them stored.</summary>
    public async Task AddProductAsync(string id, int firstDependent, int dependents)
    {
        await database.StringSetAsync(KeyLayout.Entry(CatalogueKeyspaces.Product, id).Value, Entry, TimeSpan.FromMilliseconds(TtlMilliseconds));
        await StoreAsync(firstDependent, firstDependent + dependents);
        if (dependents > 0)
        {
            await IndexAsync(id, firstDependent, dependents);
        }
    }

    private Task IndexAsync(string product, int firstDependent, int dependents)
    {
        var index = KeyLayout.Entry(CatalogueKeyspaces.Product, product).Dependents;
        var members = new SortedSetEntry[dependents];
        for (var i = 0; i < dependents; i++)
        {
            members[i] = new(Key(firstDependent + i), _expireAt + i);
        }

        return Task.WhenAll(database.SortedSetAddAsync(index, members), database.KeyExpireAsync(index, TimeSpan.FromMilliseconds(TtlMilliseconds)));
    }

    private static async Task InPipelinesAsync(int from, int to, Func<int, Task> send)
    {
        for (var i = from; i < to; i += Pipelined)
        {
            await Task.WhenAll(Enumerable.Range(i, Math.Min(Pipelined, to - i)).Select(send));
        }
    }
}
