using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;

namespace CacheLayer.Tests.Invalidations;

/// <summary>A replica that the connection string does not name is attached, and one that it names is not: whatever form addresses have, the two are told apart.</summary>
[Trait("Tier", "faults")]
public sealed class AddressFormTests
{
    private static readonly Keyspace Products = Keyspace.Create<string>("product", "p");

    // Long enough that the reader still reads the replica after whatever a busy machine does first.
    private static readonly CacheConnectionOptions Options = new() { MaxReplicaStaleness = TimeSpan.FromSeconds(4), WriteDeadline = TimeSpan.FromSeconds(20) };

    [Fact]
    public async Task On_IPv6_a_replica_that_confirms_does_not_stand_for_one_that_is_read()
    {
        await using var redis = await RedisReplicaSet.StartIPv6Async(4);
        await AssertNothingStaleAsync(redis, redis.ConnectionString.Replace($",{redis.Nodes[3].Address}", "", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("LOCALHOST")]
    [InlineData("[::ffff:127.0.0.1]")]
    public async Task Nor_where_nodes_write_their_addresses_otherwise(string host)
    {
        await using var redis = await RedisReplicaSet.StartAsync();
        var nodes = string.Join(',', redis.Nodes.Take(2).Select(node => $"{host}:{node.Process.Port}"));
        await AssertNothingStaleAsync(redis, $"{nodes},password={redis.Password}");
    }

    private static async Task AssertNothingStaleAsync(RedisReplicaSet redis, string connectionString)
    {
        await using var reader = await Routers.StartAsync(redis.ConnectionString, settings => settings.Connections = Options);
        await reader.SetAsync("p:1", "old");
        await redis.ReplicatedAsync();
        await Eventually.AsyncThat("the replica is read", async () => await reader.GetAsync("p:1") == "old" && reader.PreferredNode!.Address.Name == redis.Nodes[1].Address);
        await using var router = await Routers.StartKeysAsync(connectionString, settings => settings.Connections = Options);
        await Eventually.That("the one that is read counts", () => router.Shards[0].Primary is { } primary && router.Shards[0].CountReplicas(primary) >= 1);

        await redis.Nodes[1].ExecuteAsync("REPLICAOF", "127.0.0.1", $"{FreePorts.Take(1)[0]}");
        await Eventually.AsyncThat("the primary does not count it", async () => await redis.Nodes[0].InfoAsync("connected_slaves") == $"{redis.Nodes.Count - 2}");
        await new CacheInvalidator(router, new(), Options, TimeProvider.System).InvalidateAsync([new(Products, "1")]);

        Assert.Null(await reader.GetAsync("p:1"));
    }
}
