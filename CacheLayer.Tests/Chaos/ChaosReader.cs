using System.Globalization;
using CacheLayer.Catalogue;
using CacheLayer.Tests.Support;

namespace CacheLayer.Tests.Chaos;

/// <summary>Reads products all the time, and compares what it gets with what had been acknowledged before it asked.</summary>
internal sealed class ChaosReader(CacheProcess cache, ChaosOrigin origin, int seed)
{
    private readonly Random _random = new(seed);

    public long Reads { get; private set; }

    public long Stale { get; private set; }

    /// <summary>When stale reads were, and what they were.</summary>
    public List<string> Notes { get; } = [];

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var key = _random.Next(origin.Keys);
            var floor = origin.Floor(key);
            var read = await cache.Aside.GetOrFetchAsync(CatalogueKeyspaces.Product, origin.Id(key), origin, CancellationToken.None);
            Reads++;
            if (read.Value!.Version < floor)
            {
                Stale++;
                Notes.Add(string.Create(
                    CultureInfo.InvariantCulture, $"{TimeProvider.System.GetUtcNow():HH:mm:ss.fff}: {read.Outcome}, version {read.Value.Version} where {floor} was acknowledged, and the origin has {origin.Version(key)}"));
            }
        }
    }
}
