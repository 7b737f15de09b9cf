using CacheLayer.Tests.Races.Histories;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;
using StackExchange.Redis;
using Xunit.Abstractions;
using static CacheLayer.Tests.Races.Histories.StepKind;

namespace CacheLayer.Tests.Races;

/// <summary>A real failover at every point of every interleaving: all of them stop where theirs has it, then one primary is killed.</summary>
[Trait("Tier", "faults")]
public sealed class FailoverInterleavingTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Readers_in_two_processes_and_a_primary_that_dies()
    {
        await using var set = await RedisReplicaSet.StartAsync();
        await using var cache = await CacheLayerUnderTest.StartAsync(set.ConnectionString, RaceSettings.Impatient);
        await using var first = await ConnectAsync(set, set.Nodes[0]);
        var redis = new RaceRedis(first.GetDatabase());
        var interleavings = Interleavings.OfTwoReadersAndAWriter([[new(Failover)]]).ToArray();
        var races = Array.ConvertAll(Enumerable.Range(0, interleavings.Length).ToArray(), i => new Race(cache, redis, $"{i}"));
        var stale = 0;

        await ForEachAsync(i => races[i].RunAsync(Before(interleavings[i])));
        set.Nodes[0].Process.Kill();
        await Eventually.AsyncThat("a replica is promoted, and has one itself", async ()
            => await set.PrimaryAsync() is { } promoted && promoted != set.Nodes[0] && await promoted.InfoAsync("connected_slaves") == "1");
        await using var second = await ConnectAsync(set, await set.PrimaryAsync());
        redis.Primary = second.GetDatabase();
        await Eventually.AsyncThat("the cache has found it", async () =>
        {
            await cache.InvalidateAsync("another key", 1);
            return true;
        });
        await ForEachAsync(async i =>
        {
            await races[i].RunAsync(After(interleavings[i]));
            Interlocked.Add(ref stale, (await races[i].EndAsync()).Stale);
        });

        output.WriteLine($"{races.Length} interleavings, {stale} stale reads");
        Assert.Equal(2_520, races.Length);
        Assert.Equal(0, stale);

        Task ForEachAsync(Func<int, Task> body)
            => Parallel.ForAsync(0, races.Length, new ParallelOptions { MaxDegreeOfParallelism = RaceSuite.AtOnce }, async (i, _) => await body(i));
    }

    private static Step[] Before(Step[] steps) => [.. steps.TakeWhile(step => step.Kind is not Failover)];

    private static Step[] After(Step[] steps) => [.. steps.SkipWhile(step => step.Kind is not Failover).Skip(1)];

    private static async Task<ConnectionMultiplexer> ConnectAsync(RedisReplicaSet set, RedisNode node)
    {
        var password = set.ConnectionString.Split(',').Single(part => part.StartsWith("password=", StringComparison.Ordinal));
        return await ConnectionMultiplexer.ConnectAsync($"{node.Address},{password},asyncTimeout=20000,abortConnect=false");
    }
}
