using CacheLayer.Redis.Dispatch;
using CacheLayer.Redis.Routing;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;

namespace CacheLayer.Tests.Invalidations;

/// <summary>A replica that others read loses its link to the primary: what is acknowledged must not be read from it any more.</summary>
[Trait("Tier", "faults")]
public sealed class ReplicaLinkTests : IAsyncLifetime
{
    private static readonly Keyspace Products = Keyspace.Create<string>("product", "p");

    // Long enough that the reader still reads the replica after whatever a busy machine does first.
    private static readonly CacheConnectionOptions Options = new() { MaxReplicaStaleness = TimeSpan.FromSeconds(4), WriteDeadline = TimeSpan.FromSeconds(20) };

    private RedisReplicaSet _redis = null!;
    private TopologyRouter _reader = null!;

    private Redis.RedisNode Primary => _redis.Nodes[0];

    private Redis.RedisNode Read => _redis.Nodes[1];

    private Redis.RedisNode Other => _redis.Nodes[2];

    public async Task InitializeAsync()
    {
        _redis = await RedisReplicaSet.StartAsync();
        _reader = await Routers.StartAsync(_redis.ConnectionString, settings => settings.Connections = Options);
        await _reader.SetAsync("p:1", "old");
        await _redis.ReplicatedAsync();
        await Eventually.AsyncThat("the replica is read", async () => await _reader.GetAsync("p:1") == "old" && _reader.PreferredNode!.Address.Name == Read.Address);
    }

    public async Task DisposeAsync()
    {
        await _reader.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_that_confirms_and_is_not_read_does_not_stand_for_one_that_is_read(bool isNamed)
    {
        // The other replica is not known to be in sync: it cannot be reached, or it is not in the connection string.
        var connectionString = isNamed
            ? $"{_redis.ConnectionString.Replace(Other.Address, $"127.0.0.1:{FreePorts.Take(1)[0]}", StringComparison.Ordinal)},announced={string.Join('|', _redis.Nodes.Select(node => node.Address))}"
            : _redis.ConnectionString.Replace($",{Other.Address}", "", StringComparison.Ordinal);
        await using var router = await StartAsync(connectionString);
        await Eventually.That("the one that is read counts", () => router.Shards[0].CountReplicas(router.Shards[0].Primary!) == 1);

        await CloseLinkAsync();
        Assert.Equal(1, await InvalidateAsync(router));
        Assert.Null(await _reader.GetAsync("p:1"));
    }

    [Fact]
    public async Task A_process_that_has_just_started_does_not_acknowledge_what_others_may_still_read()
    {
        await CloseLinkAsync();
        await using var router = await StartAsync(_redis.ConnectionString);
        Assert.Equal(1, await InvalidateAsync(router));
        Assert.Null(await _reader.GetAsync("p:1"));
    }

    [Fact]
    public async Task A_replica_that_was_never_there_is_not_waited_for()
    {
        await using var router = await StartAsync(_redis.ConnectionString.Replace(Primary.Address, $"{Primary.Address},127.0.0.1:{FreePorts.Take(1)[0]}", StringComparison.Ordinal));
        Assert.Equal(2, router.Shards[0].CountReplicas(router.Shards[0].Primary!));
        Assert.Equal(2, await InvalidateAsync(router));
    }

    private static Task<KeyRouter> StartAsync(string connectionString) => Routers.StartKeysAsync(connectionString, settings => settings.Connections = Options);

    private static async Task<int> InvalidateAsync(KeyRouter router)
        => (await new CacheInvalidator(router, new(), Options, TimeProvider.System).InvalidateAsync([new(Products, "1")])).Replicas;

    // From here on it replicates from nobody, and is read until it has not proved for too long to be up to date.
    private async Task CloseLinkAsync()
    {
        await Read.ExecuteAsync("REPLICAOF", "127.0.0.1", $"{FreePorts.Take(1)[0]}");
        await Eventually.AsyncThat("the primary does not count it", async () => await Primary.InfoAsync("connected_slaves") == "1");
    }
}
