using CacheLayer.Redis.Routing;
using CacheLayer.Tests.Cluster;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;

namespace CacheLayer.Tests.Invalidations;

/// <summary>A primary that only the invalidator reaches: in its place a replica is promoted, or will be.</summary>
[Trait("Tier", "faults")]
public sealed class CutOffPrimaryTests
{
    private static readonly Keyspace Things = Keyspace.Create<string>("thing", "t");

    [Fact]
    public async Task In_a_cluster_it_acknowledges_nothing_on_its_own()
    {
        await using var redis = await RedisCluster.StartAsync();
        await using var router = await Routers.StartKeysAsync(redis.ConnectionString);
        var invalidator = await InvalidatorAsync(router);
        var id = ClusterKeys.OnEachShard("t")[0];
        var primary = (await redis.NodesOfAsync($"t:{id}"))[0];

        HangAllBut(redis, primary);
        var error = await Assert.ThrowsAsync<CacheUnavailableException>(async () => await invalidator.InvalidateAsync([new(Things, id)]));

        // Of its keys the primary knows nothing that would make it refuse the same again.
        Assert.False(error.IsKeySpecific, $"{error}");
    }

    [Fact]
    public async Task With_sentinels_it_acknowledges_nothing_on_its_own()
    {
        await using var redis = await RedisReplicaSet.StartAsync();
        await using var router = await Routers.StartKeysAsync(redis.ConnectionString);
        var invalidator = await InvalidatorAsync(router);

        HangAllBut(redis, redis.Nodes[0]);
        await Assert.ThrowsAsync<CacheUnavailableException>(async () => await invalidator.InvalidateAsync([new(Things, "1")]));
    }

    [Fact]
    public async Task One_whose_only_replica_hangs_is_not_cut_off()
    {
        await using var redis = await RedisCluster.StartAsync();
        await using var router = await Routers.StartKeysAsync(redis.ConnectionString);
        var invalidator = await InvalidatorAsync(router);
        var id = ClusterKeys.OnEachShard("t")[0];

        (await redis.NodesOfAsync($"t:{id}"))[1].Process.Hang();
        await Eventually.AsyncThat("an invalidation is acknowledged", async () => (await invalidator.InvalidateAsync([new(Things, id)])).Replicas is 0);
    }

    private static async Task<CacheInvalidator> InvalidatorAsync(KeyRouter router)
    {
        var invalidator = new CacheInvalidator(router, new(), new CacheConnectionOptions(), TimeProvider.System);
        await invalidator.OpenAsync();
        return invalidator;
    }

    private static void HangAllBut(RedisServers redis, Redis.RedisNode primary)
    {
        foreach (var node in redis.Nodes.Where(node => node != primary))
        {
            node.Process.Hang();
        }
    }
}
