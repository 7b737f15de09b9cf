using CacheLayer.Redis.Cluster;
using CacheLayer.Redis.Connections;
using CacheLayer.Redis.Dispatch;
using CacheLayer.Tests.Redis;
using Microsoft.Extensions.Logging.Abstractions;

namespace CacheLayer.Tests.Cluster;

/// <summary>Shards that come and go; what their nodes say of themselves does not matter.</summary>
[Trait("Tier", "redis")]
public sealed class ShardSetTests(RedisSingleFixture fixture) : IClassFixture<RedisSingleFixture>
{
    [Fact]
    public async Task Timeouts_are_counted_on_when_the_router_of_a_shard_is_replaced()
    {
        var address = fixture.Redis.Nodes[0].Address;
        var settings = new CacheLayerSettings { ConnectionString = $"{fixture.Redis.ConnectionString},cluster=true" };
        await using var shards = new ShardSet(CacheConnectionString.Parse(settings.ConnectionString), settings, NullLogger.Instance);
        await shards.ApplyAsync(Layout(address));
        var router = shards.Map.Owner(0)!.Router;
        var never = new TaskCompletionSource<int>();
        await Assert.ThrowsAsync<CacheUnavailableException>(
            async () => await router.WriteAsync(never, static (_, never) => never.Task, WriteRetry.Never, CancellationToken.None));
        var before = shards.Timeouts;
        Assert.True(before > 0);

        await shards.ApplyAsync(Layout(address, $"127.0.0.1:{FreePorts.Take(1)[0]}"));
        Assert.NotSame(router, shards.Map.Owner(0)!.Router);
        Assert.Equal(0, shards.Map.Owner(0)!.Router.Timeouts);
        Assert.Equal(before, shards.Timeouts);
    }

    private static ClusterLayout Layout(string primary, params string[] replicas)
        => new([new(primary, replicas)], new short[HashSlot.Count], new Dictionary<int, short>(), replicas.Prepend(primary).ToHashSet());
}
