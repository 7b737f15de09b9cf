using System.Diagnostics;
using CacheLayer.Benchmarks.Redis;
using CacheLayer.Catalogue;
using CacheLayer.Tests.Cost.Counting;

namespace CacheLayer.Benchmarks.Dependents;

/// <summary>Invalidates products with few and many dependents in keyspaces of several sizes.</summary>
internal static class InvalidationMeasurement
{
    private const int Times = 50;

    // Beyond the keys of any keyspace that is measured.
    private const int FirstOwnKey = 5_000_000;

    private static readonly int[] Dependents = [0, 10, 100, 1_000];

    public static async Task<IReadOnlyList<InvalidationRow>> RunAsync(BenchmarkRedis redis, RecoKeys keys, int recoKeys)
    {
        var rows = new List<InvalidationRow>();
        await using var cache = await CountedCache.StartAsync(redis.ConnectionString);
        foreach (var dependents in Dependents)
        {
            var ids = Enumerable.Range(0, Times + 1).Select(i => RecoKeys.ProductId($"d{dependents}k{recoKeys}n", i)).ToArray();
            for (var i = 0; i < ids.Length; i++)
            {
                await keys.AddProductAsync(ids[i], FirstOwnKey + (i * 1_000), dependents);
            }

            await InvalidateAsync(cache, ids[0], dependents);
            var before = await ServerUse.ReadAsync(redis.Database);
            var times = new double[Times];
            for (var i = 0; i < Times; i++)
            {
                var began = Stopwatch.GetTimestamp();
                await InvalidateAsync(cache, ids[i + 1], dependents);
                times[i] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            }

            var after = await ServerUse.ReadAsync(redis.Database);
            rows.Add(new(recoKeys, dependents, times.Order().ElementAt(Times / 2), (after.CpuMicroseconds - before.CpuMicroseconds) / Times));
        }

        return rows;
    }

    private static async Task InvalidateAsync(CountedCache cache, string id, int dependents)
    {
        var result = await cache.Invalidator.InvalidateAsync([new(CatalogueKeyspaces.Product, id)]);
        if (result.Deleted != dependents + 1)
        {
            throw new InvalidOperationException($"{result.Deleted} entries were removed instead of {dependents + 1}.");
        }
    }
}
