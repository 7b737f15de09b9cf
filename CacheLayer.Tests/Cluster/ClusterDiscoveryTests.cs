using CacheLayer.Redis.Connections;
using CacheLayer.Redis.Topology;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;

namespace CacheLayer.Tests.Cluster;

[Trait("Tier", "redis")]
public sealed class ClusterDiscoveryTests(RedisClusterFixture cluster, RedisSingleFixture single)
    : IClassFixture<RedisClusterFixture>, IClassFixture<RedisSingleFixture>
{
    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    public async Task Every_node_is_found_and_read_whichever_are_named(int named)
    {
        await using var router = await Routers.StartKeysAsync(Naming(cluster.Redis.Nodes.Take(named).Select(node => node.Address)));

        Assert.Equal(cluster.Redis.Nodes.Select(node => node.Address).Order(), router.Nodes.Select(node => node.Name).Order());
        await Eventually.That("all are readable, each with its role", () =>
            router.Nodes.All(node => node is { IsReadable: true, LinkUp: true })
            && router.Shards.All(shard => shard.Nodes is [{ IsPrimary: true, Role: NodeRole.Primary }, { IsPrimary: false, Role: NodeRole.Replica }]
                or [{ IsPrimary: false, Role: NodeRole.Replica }, { IsPrimary: true, Role: NodeRole.Primary }]));
    }

    [Fact]
    public async Task Replicas_are_read()
    {
        await using var cache = await CacheProcess.StartAsync(cluster.Redis.ConnectionString);
        var keyspace = Keyspace.Create<string>("thing", "discovered");
        foreach (var id in ClusterKeys.OnEachShard("discovered"))
        {
            await cache.Client.SetAsync(keyspace, id, "v");
            await cluster.Redis.ReplicatedAsync();
            var replica = (await cluster.Redis.NodesOfAsync($"discovered:{id}"))[1];
            var before = await AnsweredAsync(replica);

            Assert.True((await cache.Client.GetAsync(keyspace, id)).IsHit);
            Assert.Equal(before + 1, await AnsweredAsync(replica));
        }

        static async Task<long> AnsweredAsync(Redis.RedisNode node)
            => long.TryParse((await node.InfoAsync("cmdstat_get")).Split(',')[0].Replace("calls=", "", StringComparison.Ordinal), out var calls) ? calls : 0;
    }

    [Fact]
    public async Task A_connection_stays_at_its_node_when_it_is_redirected()
    {
        await using var router = await Routers.StartKeysAsync(cluster.Redis.ConnectionString);
        var shard = router.ShardOf("foreign");
        var other = router.Shards.First(candidate => candidate != shard);
        var database = other.Primary!.Pool.Pick().Database;
        var id = (long)await database.ExecuteAsync("CLIENT", "ID");

        // Long enough for the client to connect to where it is redirected, if it could.
        for (var i = 0; i < 20; i++)
        {
            Assert.True(RedisFaults.IsRedirect(await Record.ExceptionAsync(() => database.StringGetAsync("foreign"))));
            await other.OpenAskingAsync();
            Assert.Equal(id, (long)await database.ExecuteAsync("CLIENT", "ID"));
            await cluster.Redis.ReplicatedAsync();
        }
    }

    [Fact]
    public async Task Nodes_that_are_down_at_the_start_are_passed_over()
    {
        await using var router = await Routers.StartKeysAsync(Naming([$"127.0.0.1:{FreePorts.Take(1)[0]}", cluster.Redis.Nodes[4].Address]));

        Assert.Equal(3, router.Shards.Count);
        Assert.True(await router.SetAsync("any", "v"));
    }

    [Fact]
    public async Task A_node_without_a_cluster_is_named_and_reads_fall_through()
    {
        await using var cache = await CacheProcess.StartAsync($"{single.Redis.ConnectionString},cluster=true");

        var read = await cache.Client.GetAsync(Keyspace.Create<string>("thing", "t"), "a");
        Assert.Equal((CacheOutcome.Bypass, true), (read.Outcome, read.Error is CacheUnavailableException));
        Assert.Contains(cache.Logs.GetSnapshot(), line => line.Message.Contains($"{single.Redis.Nodes[0].Address} is not part of a cluster", StringComparison.Ordinal));
    }

    private string Naming(IEnumerable<string> addresses) => $"{string.Join(',', addresses)},password={cluster.Redis.Password},cluster=true";
}
