using CacheLayer.Invalidations;
using CacheLayer.Redis.Dispatch;
using CacheLayer.Redis.Routing;
using CacheLayer.Scripts;
using Microsoft.Extensions.Logging.Abstractions;

namespace CacheLayer.Tests.Invalidations;

/// <summary>What is carried out again after a restart: <see cref="Topology.RestartTests"/> with a node that does.</summary>
[Trait("Tier", "unit")]
public sealed class RestartReplayTests
{
    [Fact]
    public async Task A_key_that_no_shard_is_known_to_have_does_not_end_the_replay()
    {
        await using var cluster = new KeyRouter(new() { ConnectionString = "localhost:1,cluster=true" }, NullLogger<TopologyRouter>.Instance);
        await using var shard = new TopologyRouter(new() { ConnectionString = "localhost:1" }, NullLogger<TopologyRouter>.Instance);
        var recent = new RecentWrites(TimeProvider.System);
        recent.Removes(KeyLayout.Entry("p:1"), version: 1);
        var invalidator = new CacheInvalidator(cluster, new(), new(), TimeProvider.System);

        Assert.Null(await Record.ExceptionAsync(() => new RestartReplay(invalidator, cluster, recent).RunAsync(shard, CancellationToken.None)));
    }
}
