using System.Net;
using CacheLayer.Catalogue;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;

namespace CacheLayer.Tests.Orchestrator;

[Trait("Tier", "faults")]
public sealed class CacheOutageTests
{
    [Fact]
    public async Task Without_the_cache_the_origin_answers()
    {
        await using var events = await RedisReplicaSet.StartSingleAsync();
        await using var origin = await OriginUnderTest.StartAsync(events.ConnectionString);
        var cache = await RedisReplicaSet.StartSingleAsync();
        await using var orchestrator = await OrchestratorFixture.StartOrchestratorAsync(cache.ConnectionString, origin.Url);
        var path = $"/pages/{AsinSequence.At(1)}";
        await orchestrator.Http.GetStringAsync(path);
        await cache.DisposeAsync();

        using var answer = await orchestrator.Http.GetAsync(path);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.DoesNotContain("hit", answer.CacheStatus(), StringComparison.Ordinal);
        await Eventually.AsyncThat("the service says that it is degraded", async () =>
        {
            using var health = await orchestrator.Http.GetAsync("/health");
            Assert.Equal(HttpStatusCode.OK, health.StatusCode);
            return (await health.Content.ReadAsStringAsync()).StartsWith("""{"status":"degraded",""", StringComparison.Ordinal);
        });
    }
}
