using CacheLayer.Catalogue;
using CacheLayer.Redis.Topology;
using CacheLayer.Tests.Events;
using CacheLayer.Tests.Invalidator;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;

namespace CacheLayer.Tests.Topology;

/// <summary>Nodes of groups that restart from an older snapshot, and a worker that has to carry out again what is missing.</summary>
[Trait("Tier", "faults")]
public sealed class SnapshotRestartTests(EventNodeFixture events) : IClassFixture<EventNodeFixture>
{
    // One shard has both.
    private const string Changed = "{B000000001}";
    private const string New = "{B000000001}2";

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
    public async Task A_replica_of_a_shard_is_read_when_it_has_what_its_primary_has()
    {
        await using var redis = await RedisCluster.StartAsync(keepsSnapshots: true);
        await using var process = await CacheProcess.StartAsync(redis.ConnectionString);
        await FillAsync(process);
        await redis.ReplicatedAsync();
        await ReplicaIsReadWhenInSyncAsync(process, (await redis.NodesOfAsync($"t:{Changed}"))[1], redis.Password);
    }

    [Fact]
    public async Task The_old_primary_of_a_shard_that_comes_back_is_neither_read_nor_written_to()
    {
        await using var redis = await RedisCluster.StartAsync(keepsSnapshots: true);
        await using var process = await CacheProcess.StartAsync(redis.ConnectionString);
        await FillAsync(process);
        await redis.ReplicatedAsync();
        var old = (await redis.NodesOfAsync($"t:{Changed}"))[0];
        await SnapshotServer.KeepAsync(old);
        await process.InvalidateAsync(Things, Changed, version: 2);
        old.Process.Kill();
        await Eventually.That("its replica is the primary", () => !Status().IsPrimary && process.Router.Nodes.Count(node => node.IsPrimary) is 3);
        old.Process.Start();

        // It is a primary until it has heard of the other one.
        var wasPrimary = false;
        await NeverOldAsync(process, "it is a replica that is read", () =>
        {
            wasPrimary |= Status().IsPrimary;
            return Task.FromResult(Status() is { IsReadable: true, LinkUp: true });
        });
        Assert.False(wasPrimary);
        Assert.Null(await old.GetAsync($"t:{Changed}"));

        NodeStatus Status() => process.Router.Nodes.Single(node => node.Name == old.Address);
    }

    [Fact]
    public async Task A_replica_is_read_when_it_has_what_its_primary_has()
    {
        await using var redis = await RedisReplicaSet.StartWithSnapshotsAsync();
        await using var process = await CacheProcess.StartAsync(redis.ConnectionString);
        await FillAsync(process);
        await redis.ReplicatedAsync();
        await ReplicaIsReadWhenInSyncAsync(process, redis.Nodes[1], redis.Password);
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
        await redis.KeepAsync();
        await events.AppendAsync("""{"event_type":"product_price_changed","asin":"B000000001","version":2}""");
        await Eventually.AsyncThat("the worker has carried it out", async () => await redis.Node.GetAsync("p:B000000001") is null);

        redis.Restart();

        await NeverOldAsync(reader, product, "B000000001", "the node is read again", () => IsReadAsync(reader));
        Assert.Null(await redis.Node.GetAsync("p:B000000001"));
    }

    [Fact]
    public async Task What_a_worker_carried_out_that_has_ended_since_is_not_read_again()
    {
        await using var redis = await SnapshotNode.StartAsync();
        await using var reader = await CacheProcess.StartAsync(redis.ConnectionString);
        var product = Keyspace.Create<string>("product", CatalogueKeyspaces.Product.Prefix);
        Assert.True(await reader.Client.SetAsync(product, "B000000001", "old", version: 1));
        await redis.KeepAsync();
        await using (await InvalidatorUnderTest.StartAsync(redis.ConnectionString, events.ConnectionString))
        {
            await events.AppendAsync("""{"event_type":"product_price_changed","asin":"B000000001","version":2}""");
            await Eventually.AsyncThat("the worker has carried it out", async () => await redis.Node.GetAsync("p:B000000001") is null);
        }

        redis.Restart();

        await NeverOldAsync(reader, product, "B000000001", "the node is read again", () => IsReadAsync(reader));
        Assert.NotNull(await redis.Node.GetAsync("p:B000000001"));
        await reader.Aside.GetOrFetchAsync(product, "B000000001", new Origin { Answer = _ => new("new", 2) });
        await Eventually.AsyncThat("what is fetched takes its place", async () => (await reader.Client.GetAsync(product, "B000000001")).Value is "new");
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

    private static async Task ReplicaIsReadWhenInSyncAsync(CacheProcess process, Redis.RedisNode replica, string password)
    {
        await SnapshotServer.KeepAsync(replica);
        await SnapshotServer.DetachAsync(replica);
        await process.InvalidateAsync(Things, Changed, version: 2);
        replica.Process.Kill();
        replica.Process.Start();

        await NeverOldAsync(process, "the replica has said that it has no primary", () => Task.FromResult(!Status().LinkUp));
        Assert.NotNull(await replica.GetAsync($"t:{Changed}"));
        await replica.ExecuteAsync("CONFIG", "SET", "masterauth", password);
        await NeverOldAsync(process, "the replica is read", () => Task.FromResult(Status().IsReadable));
        Assert.Null(await replica.GetAsync($"t:{Changed}"));

        NodeStatus Status() => process.Router.Nodes.Single(node => node.Name == replica.Address);
    }

    private static async Task FillAsync(CacheProcess process) => Assert.True(await process.Client.SetAsync(Things, Changed, "old", version: 1));

    private static Task NeverOldUntilReadAsync(CacheProcess process)
        => NeverOldAsync(process, "the node is read again", () => IsReadAsync(process));

    /// <returns>Whether the node has taken a value, and is read.</returns>
    private static async Task<bool> IsReadAsync(CacheProcess process)
        => await process.Client.SetAsync(Things, New, "new") && (await process.Client.GetAsync(Things, New)).IsHit;

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
