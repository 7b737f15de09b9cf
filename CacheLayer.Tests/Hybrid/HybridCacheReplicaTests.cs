using CacheLayer.Tests.Redis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace CacheLayer.Tests.Hybrid;

/// <summary>With replicas, which are read: what was removed or set is so on every node when the call returns.</summary>
[Trait("Tier", "redis")]
public sealed class HybridCacheReplicaTests(RedisReplicaSetFixture fixture) : IClassFixture<RedisReplicaSetFixture>
{
    private readonly string _prefix = $"hc{Guid.NewGuid():N}";

    [Fact]
    public async Task A_removal_and_a_set_are_done_on_every_node_when_they_return()
    {
        await using var process = await HybridProcess.StartAsync(builder =>
        {
            builder.Configuration.AddInMemoryCollection([KeyValuePair.Create("ConnectionStrings:cache", (string?)fixture.Redis.ConnectionString)]);
            builder.AddCacheLayer("cache").AddHybridCache(settings => settings.KeyPrefix = _prefix);
        });
        for (var i = 0; i < 20; i++)
        {
            await process.Cache.SetAsync("a", "x", tags: ["red"]);
            Assert.All(await ValuesAsync(), Assert.NotNull);
            var removal = (i % 3) switch
            {
                0 => process.Cache.RemoveAsync("a"),
                1 => process.Cache.RemoveByTagAsync("red"),
                _ => process.Cache.RemoveByTagAsync("*"),
            };
            await removal;
            Assert.All(await ValuesAsync(), Assert.Null);
        }
    }

    private Task<string?[]> ValuesAsync() => Task.WhenAll(fixture.Redis.Nodes.Select(node => node.GetAsync($"{_prefix}:a")));
}
