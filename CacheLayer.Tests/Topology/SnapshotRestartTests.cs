using CacheLayer.Catalogue;
using CacheLayer.Tests.Events;
using CacheLayer.Tests.Invalidator;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;

namespace CacheLayer.Tests.Topology;

/// <summary>Nodes of groups that restart from an older snapshot, and a worker that has to carry out again what is missing.</summary>
public sealed class SnapshotRestartTests(EventNodeFixture events) : IClassFixture<EventNodeFixture>
{
    // One shard has both.
    private const string Changed = "{B000000001}";
    private const string Unchanged = "{B000000001}2";

    private static readonly Keyspace<string> Things = Keyspace.Create<string>("thing", "t");

    [Fact]
    public async Task The_primary_of_a_shard_serves_nothing_that_was_invalidated_since()
    {
        await using var redis = await RedisCluster.StartAsync(keepsSnapshots: true);
        await using var process = await CacheProcess.StartAsync(redis.ConnectionString);
        await FillAsync(process);
        await redis.ReplicatedAsync();
        var shard = await redis.NodesOfAsync($"t:{Changed}");
        await SnapshotServer.KeepAsync(shard[0]);

        // Else it would be promoted: the primary waits for that when it starts.
        shard[1].Process.Kill();
        await process.InvalidateAsync(Things, Changed, version: 2);
        shard[0].Process.Kill();
        shard[0].Process.Start();

        await NeverOldUntilReadAsync(process);
        Assert.Null(await shard[0].GetAsync($"t:{Changed}"));
    }

    [Fact]
    public async Task A_replica_is_read_when_it_has_what_its_primary_has()
    {
        await using var redis = await RedisReplicaSet.StartWithSnapshotsAsync();
        await using var process = await CacheProcess.StartAsync(redis.ConnectionString);
        await FillAsync(process);
        await redis.ReplicatedAsync();
        var replica = redis.Nodes[1];
        await SnapshotServer.KeepAsync(replica);
        await process.InvalidateAsync(Things, Changed, version: 2);
        replica.Process.Kill();
        replica.Process.Start();

        await NeverOldAsync(process, "the replica is read", () => Task.FromResult(process.Router.Nodes.Single(node => node.Name == replica.Address).IsReadable));
    }

    [Fact]
    public async Task An_old_primary_that_comes_back_as_one_is_neither_read_nor_written_to()
    {
        await using var redis = await RedisReplicaSet.StartWithSnapshotsAsync();
        await using var process = await CacheProcess.StartAsync(redis.ConnectionString);
        await FillAsync(process);
        var old = await redis.PrimaryAsync();
        await SnapshotServer.KeepAsync(old);
        await process.InvalidateAsync(Things, Changed, version: 2);
        old.Process.Kill();
        await Eventually.AsyncThat("another node is the primary", async () => await redis.PrimaryAsync() != old);

        // For this node there are no sentinels that could tell it of the other one; they make it a replica some seconds later.
        using var returned = new RedisProcess("redis-node.sh", old.Process.Port, new Dictionary<string, string>
        {
            ["REDIS_PORT"] = $"{old.Process.Port}",
            ["REDIS_PASSWORD"] = redis.Password,
            ["REDIS_DIR"] = old.Process.Folder,
            ["REDIS_SERVER"] = redis.Server,
        });
        returned.Start();
        await Eventually.AsyncThat("it is back as it was", async () => await old.GetAsync($"t:{Changed}") is not null && await old.InfoAsync("role") is "master");

        var roles = new HashSet<(string Role, bool HasWrite)>();
        await NeverOldAsync(process, "it is a replica", async () =>
        {
            await process.Client.SetAsync(Things, "written", "new");
            var role = await old.InfoAsync("role");
            roles.Add((role, await old.GetAsync("t:written") is not null));
            return role is "slave";
        });
        Assert.DoesNotContain(("master", true), roles);
    }

    [Fact]
    public async Task What_a_worker_has_carried_out_is_carried_out_again_before_the_node_is_read()
    {
        await using var redis = await SnapshotNode.StartAsync();
        await using var reader = await CacheProcess.StartAsync(redis.ConnectionString);
        await using var worker = await InvalidatorUnderTest.StartAsync(redis.ConnectionString, events.ConnectionString);
        var product = Keyspace.Create<string>("product", CatalogueKeyspaces.Product.Prefix);
        Assert.True(await reader.Client.SetAsync(product, "B000000001", "old", version: 1));
        Assert.True(await reader.Client.SetAsync(Things, Unchanged, "as it was"));
        await redis.KeepAsync();
        await events.AppendAsync("""{"event_type":"product_price_changed","asin":"B000000001","version":2}""");
        await Eventually.AsyncThat("the worker has carried it out", async () => await redis.Node.GetAsync("p:B000000001") is null);

        redis.Restart();

        await NeverOldAsync(reader, product, "B000000001", "the node is read again", async () => (await reader.Client.GetAsync(Things, Unchanged)).IsHit);
        Assert.Null(await redis.Node.GetAsync("p:B000000001"));
    }

    [Fact]
    public async Task An_event_that_was_acknowledged_outlives_the_event_node()
    {
        await using var node = await EventNode.StartAsync();
        await using var redis = await RedisReplicaSet.StartSingleAsync();
        await redis.Nodes[0].ExecuteAsync("SET", "p:B000000001", "old");
        await node.AppendAsync("""{"event_type":"product_updated","asin":"B000000001"}""");
        node.Node.Process.Kill();
        await node.RestartAsync();

        await using var worker = await InvalidatorUnderTest.StartAsync(redis.ConnectionString, node.ConnectionString);

        await Eventually.AsyncThat("it is carried out", async () => await redis.Nodes[0].GetAsync("p:B000000001") is null);
    }

    private static async Task FillAsync(CacheProcess process)
    {
        Assert.True(await process.Client.SetAsync(Things, Changed, "old", version: 1));
        Assert.True(await process.Client.SetAsync(Things, Unchanged, "as it was"));
    }

    private static Task NeverOldUntilReadAsync(CacheProcess process)
        => NeverOldAsync(process, "the node is read again", async () => (await process.Client.GetAsync(Things, Unchanged)).IsHit);

    private static Task NeverOldAsync(CacheProcess process, string until, Func<Task<bool>> isOver) => NeverOldAsync(process, Things, Changed, until, isOver);

    /// <summary>Reads until a condition holds, and once more.</summary>
    private static async Task NeverOldAsync(CacheProcess process, Keyspace<string> keyspace, string id, string until, Func<Task<bool>> isOver)
    {
        var old = 0;
        async Task ReadAsync() => old += (await process.Client.GetAsync(keyspace, id)).Value is "old" ? 1 : 0;
        await Eventually.AsyncThat(until, async () =>
        {
            await ReadAsync();
            return await isOver();
        });
        await ReadAsync();
        Assert.Equal(0, old);
    }
}
