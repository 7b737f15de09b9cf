using CacheLayer.Catalogue;
using CacheLayer.Tests.Support;

namespace CacheLayer.Tests.Chaos;

/// <summary>Reads products all the time, and compares what it gets with what had been acknowledged before it asked.</summary>
internal sealed class ChaosReader(CacheProcess cache, ChaosOrigin origin, int seed)
{
    private readonly Random _random = new(seed);

    public long Reads { get; private set; }

    public long Stale { get; private set; }

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var key = _random.Next(origin.Keys);
            var floor = origin.Floor(key);
            var read = await cache.Aside.GetOrFetchAsync(CatalogueKeyspaces.Product, origin.Id(key), origin, CancellationToken.None);
            Reads++;
            Stale += read.Value!.Version < floor ? 1 : 0;
        }
    }
}
