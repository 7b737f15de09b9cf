using CacheLayer.Tests.Redis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace CacheLayer.Tests.Hybrid;

[Trait("Tier", "faults")]
public sealed class HybridCacheFaultTests
{
    [Fact]
    public async Task Without_Redis_values_are_created_and_removals_say_that_they_failed()
    {
        await using var redis = await RedisReplicaSet.StartSingleAsync();
        await using var process = await HybridProcess.StartAsync(builder =>
        {
            builder.Configuration.AddInMemoryCollection(
                [KeyValuePair.Create("ConnectionStrings:cache", (string?)redis.ConnectionString), KeyValuePair.Create("CacheLayer:Connections:WriteDeadline", (string?)"00:00:00.5")]);
            builder.AddCacheLayer("cache").AddHybridCache();
        });
        var calls = 0;
        var created = new Factory<string>(() => $"value {++calls}");
        redis.Nodes[0].Process.Kill();

        Assert.Equal("value 1", await process.Cache.GetOrCreateAsync("a", created.CreateAsync));
        Assert.Equal("value 2", await process.Cache.GetOrCreateAsync("a", created.CreateAsync));
        await Assert.ThrowsAsync<CacheUnavailableException>(async () => await process.Cache.RemoveAsync("a"));
        await Assert.ThrowsAsync<CacheUnavailableException>(async () => await process.Cache.RemoveByTagAsync("*"));
        await Assert.ThrowsAsync<CacheUnavailableException>(async () => await process.Cache.SetAsync("a", "x"));
    }
}
