using System.Collections.Concurrent;
using CacheLayer.Catalogue;
using CacheLayer.Entries;
using CacheLayer.Scripts;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace CacheLayer.Tests.Traffic.Checking;

/// <summary>Origin and orchestrator in one, over the library and real nodes; correct but for the fault that a test asks for.</summary>
internal sealed class FaultyCache(RedisReplicaSet redis, CacheProcess cache, InjectedFault fault) : Fetcher<Product>
{
    private const int Every = 5;

    private readonly ConcurrentDictionary<string, long> _origin = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _remembered = new(StringComparer.Ordinal);
    private int _changes;
    private int _failedOver;

    public Task AnswerAsync(HttpContext context)
    {
        var asin = context.Request.Path.Value!.Split('/')[2];
        return HttpMethods.IsPut(context.Request.Method) ? ChangeAsync(context, asin) : ReadAsync(context, asin);
    }

    public override ValueTask<Fetched<Product>> FetchAsync(string id, CancellationToken cancellationToken)
        => ValueTask.FromResult(new Fetched<Product>(ProductOf(id, Version(id)), Version(id)));

    private long Version(string asin) => _origin.GetValueOrDefault(asin, 1);

    private async Task ReadAsync(HttpContext context, string asin)
    {
        string source;
        if (_remembered.TryGetValue(asin, out var version))
        {
            source = fault is InjectedFault.RemembersInItsProcess ? "hit; detail=product; l1" : "fwd=miss; detail=product";
        }
        else
        {
            var read = await cache.Aside.GetOrFetchAsync(CatalogueKeyspaces.Product, asin, this);
            version = read.Value!.Version;
            source = read.IsHit ? "hit; detail=product" : "fwd=miss; detail=product";
        }

        context.Response.Headers["Cache-Status"] = $"CacheLayer; {source}";
        await context.Response.WriteAsync($$"""{"asin":"{{asin}}","version":{{version}}}""");
    }

    private async Task ChangeAsync(HttpContext context, string asin)
    {
        var former = Version(asin);
        // Only what is cached can be left behind.
        var isCached = (await cache.Client.GetAsync(CatalogueKeyspaces.Product, asin)).IsHit;
        var occurs = isCached && Interlocked.Increment(ref _changes) % Every is 0;
        if (occurs && fault is InjectedFault.RemembersInItsProcess or InjectedFault.SharesAnOldFetch)
        {
            _remembered.TryAdd(asin, former);
        }

        _origin[asin] = former + 1;
        if (occurs && fault is InjectedFault.FailsOver && Interlocked.Exchange(ref _failedOver, 1) is 0)
        {
            (await redis.PrimaryAsync()).Process.Kill();
            await Eventually.That("another node is primary", () => cache.Router.Nodes.Any(node => node.IsPrimary && node.IsConnected));
        }
        else if (!(occurs && fault is InjectedFault.LosesTheEvent))
        {
            await cache.InvalidateAsync(CatalogueKeyspaces.Product, asin, former + 1);
        }

        if (occurs && fault is InjectedFault.FillsLate or InjectedFault.LeavesReplicasBehind)
        {
            await PutBackAsync(asin, former);
        }

        await context.Response.WriteAsync($$"""{"version":{{former + 1}},"invalidated":true}""");
    }

    private async Task PutBackAsync(string asin, long version)
    {
        var product = ProductOf(asin, version);
        if (fault is InjectedFault.FillsLate)
        {
            // Without its version, of which the cache knows better.
            await cache.Client.SetAsync(CatalogueKeyspaces.Product, asin, product);
            return;
        }

        var primary = await redis.PrimaryAsync();
        foreach (var replica in redis.Nodes.Where(node => node != primary))
        {
            await replica.ExecuteAsync("CONFIG", "SET", "replica-read-only", "no");
            // By a script: the client sends a replica no command that writes.
            await replica.ExecuteAsync("EVAL", "return redis.call('SET', KEYS[1], ARGV[1])", 1, KeyLayout.Value(CatalogueKeyspaces.Product, asin), EntryCodec.Encode(product, version, DateTimeOffset.UnixEpoch.AddYears(50), shape: CatalogueKeyspaces.Product.Shape));
        }
    }

    private static Product ProductOf(string asin, long version) => new()
    {
        Asin = asin,
        Version = version,
        Title = "t",
        Author = "a",
        Kind = "manga",
        Price = 1,
        Currency = "EUR",
        Description = "d",
    };
}
