using CacheLayer.Catalogue;
using CacheLayer.Tests.Support;
using CacheLayer.Traffic.Checking;

namespace CacheLayer.Tests.Chaos;

/// <summary>Reads products all the time, and has every version that it gets judged.</summary>
internal sealed class ChaosReader(CacheProcess cache, ChaosOrigin origin, ConsistencyCheck check, int seed)
{
    private readonly Random _random = new(seed);

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var id = origin.Id(_random.Next(origin.Keys));
            var begunAt = TimeProvider.System.GetTimestamp();
            var read = await cache.Aside.GetOrFetchAsync(CatalogueKeyspaces.Product, id, origin, CancellationToken.None);
            check.Read(id, read.Value!.Version, read.IsHit ? AnswerSource.Cache : AnswerSource.Origin, begunAt);
        }
    }
}
