using System.Collections.Concurrent;

namespace CacheLayer.Tests.Races.Histories;

/// <summary>Runs many histories at once, each on a key of its own.</summary>
internal static class RaceSuite
{
    /// <summary>How many histories are under way at a time: enough to keep Redis busy, few enough for none to wait long.</summary>
    public const int AtOnce = 256;

    public static async Task<RaceReport> RunAsync(
        ICacheUnderTest cache, RaceRedis redis, IEnumerable<Step[]> histories, bool warm = false, CancellationToken cancellationToken = default)
    {
        var staleHistories = new ConcurrentQueue<string>();
        var (count, reads, staleReads) = (0, 0, 0);
        await Parallel.ForEachAsync(histories, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (steps, _) =>
        {
            var race = new Race(cache, redis, $"{Interlocked.Increment(ref count)}");
            if (warm)
            {
                await race.WarmAsync();
            }

            await race.RunAsync(steps);
            var result = await race.EndAsync();
            Interlocked.Add(ref reads, result.Reads);
            Interlocked.Add(ref staleReads, result.Stale);
            if (result.Stale > 0)
            {
                staleHistories.Enqueue(string.Join(", ", steps));
            }
        });
        return new(count, reads, staleReads, staleHistories);
    }
}
