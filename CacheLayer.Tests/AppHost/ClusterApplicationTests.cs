using System.Net.Http.Json;
using System.Text.Json;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using CacheLayer.Redis.Connections;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace CacheLayer.Tests.AppHost;

[Trait("Tier", "application")]
[Collection(RedisFaultTests.Name)]
public sealed class ClusterApplicationTests(RunningCluster cluster) : IClassFixture<RunningCluster>
{
    private DistributedApplication Application => cluster.Application;

    [Fact]
    public async Task Pages_are_cached_changes_are_seen_by_the_next_read_and_a_flush_empties_every_shard()
    {
        using var orchestrator = Application.CreateHttpClient("orchestrator");
        using var origin = Application.CreateHttpClient("origin");
        origin.DefaultRequestHeaders.Add("X-Admin-Key", RunningCluster.AdminKey);
        for (var i = 1; i <= 5; i++)
        {
            var page = $"/pages/B00000000{i}";
            await Eventually.AsyncThat("the whole page is a hit", () => IsHitAsync(page));

            var price = (await origin.GetFromJsonAsync<JsonElement>($"/products/B00000000{i}")).GetProperty("price").GetDecimal() + 1;
            (await origin.PutAsJsonAsync($"/products/B00000000{i}/price", new { price })).EnsureSuccessStatusCode();
            Assert.Equal(price, (await orchestrator.GetFromJsonAsync<JsonElement>($"/products/B00000000{i}")).GetProperty("price").GetDecimal());
        }

        await Eventually.AsyncThat("the last page is a hit", () => IsHitAsync("/pages/B000000005"));
        var cache = Application.Services.GetRequiredService<DistributedApplicationModel>().Resources.Single(resource => resource.Name is "cache");
        var flushed = await Application.Services.GetRequiredService<ResourceCommandService>().ExecuteCommandAsync(cache, "flush");
        Assert.True(flushed.Success, flushed.Message);
        Assert.False(await IsHitAsync("/pages/B000000005"));

        async Task<bool> IsHitAsync(string page)
        {
            using var answer = await orchestrator.GetAsync(page);
            answer.EnsureSuccessStatusCode();
            return answer.Headers.GetValues("Cache-Status").SelectMany(value => value.Split(',')).All(member => member.Contains("; hit", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_failover_of_a_shard_shows_the_new_roles()
    {
        await Eventually.That("the first shard is shown", () => IsShownAs("cache-1", "primary") && IsShownAs("cache-4", "replica of cache-1"));
        var text = (await Application.GetConnectionStringAsync("cache"))!;
        var node = ConfigurationOptions.Parse(text[..text.IndexOf(",cluster=", StringComparison.Ordinal)]);
        node.AllowAdmin = true;
        node.EndPoints.Clear();
        node.EndPoints.Add(Application.GetEndpoint("cache-4", "tcp").Authority);
        node.CommandMap = RedisCluster.Commands;
        await using (var connection = await ConnectionMultiplexer.ConnectAsync(node))
        {
            await connection.GetDatabase().ExecuteAsync(ClusterCommand.Name, "FAILOVER");
        }

        await Eventually.That("the new roles are shown", () => IsShownAs("cache-4", "primary") && IsShownAs("cache-1", "replica of cache-4"));
    }

    private bool IsShownAs(string node, string role)
        => Application.Services.GetRequiredService<ResourceNotificationService>().TryGetCurrentState(node, out var state)
            && state.Snapshot.Urls.Any(url => url.DisplayProperties.DisplayName.StartsWith($"{role} (tcp://", StringComparison.Ordinal));
}
