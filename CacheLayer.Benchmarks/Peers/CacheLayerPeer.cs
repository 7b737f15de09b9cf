using CacheLayer.Catalogue;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CacheLayer.Benchmarks.Peers;

/// <summary>This library, as a service uses it: get-or-fetch.</summary>
/// <param name="redis">The connection string.</param>
/// <param name="connections">How many connections it has to the node, or null for its default.</param>
/// <param name="inMemory">Whether it keeps products in the memory of the process as well.</param>
internal sealed class CacheLayerPeer(string redis, int? connections = null, bool inMemory = false) : ICachePeer
{
    private readonly IHost _host = Build(redis, connections, inMemory);
    private CacheAside _cache = null!;

    public string Name => connections is null ? $"CacheLayer{(inMemory ? " L1+L2" : "")}" : $"CacheLayer, {connections} connection(s)";

    public async Task FillAsync(PeerData data)
    {
        await _host.StartAsync();
        _cache = _host.Services.GetRequiredService<CacheAside>();
        var written = await _host.Services.GetRequiredService<CacheClient>().SetManyAsync(CatalogueKeyspaces.Product, data.Products, PeerData.Ttl);
        if (written != PeerData.Count)
        {
            throw new InvalidOperationException($"Only {written} of {PeerData.Count} products were written.");
        }
    }

    public async ValueTask ReadAsync(string id)
        => Check(await _cache.GetOrFetchAsync(CatalogueKeyspaces.Product, id, NoFetcher.Instance));

    public async ValueTask ReadManyAsync(string[] ids)
    {
        foreach (var read in await _cache.GetManyOrFetchAsync(CatalogueKeyspaces.Product, ids, NoFetcher.Instance))
        {
            Check(read);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    private static IHost Build(string redis, int? connections, bool inMemory)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration["ConnectionStrings:cache"] = redis;
        builder.Configuration[$"CacheLayer:Keyspaces:{CatalogueKeyspaces.Product.Name}:L1:Enabled"] = inMemory.ToString();
        builder.AddCacheLayer("cache", settings =>
        {
            if (connections is { } count)
            {
                (settings.Connections.MinConnectionsPerNode, settings.Connections.MaxConnectionsPerNode) = (count, count);
            }
        });
        return builder.Build();
    }

    private static void Check(CacheRead<Product> read)
    {
        if (!read.IsHit)
        {
            throw new InvalidOperationException($"A product is missing: {read.Outcome}.", read.Error);
        }
    }

    private sealed class NoFetcher : Fetcher<Product>
    {
        public static readonly NoFetcher Instance = new();

        public override ValueTask<Fetched<Product>> FetchAsync(string id, CancellationToken cancellationToken)
            => throw new InvalidOperationException("A read that should have hit went to the origin.");
    }
}
