using System.Net.Http.Json;
using System.Text.Json;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace CacheLayer.Tests.AppHost;

/// <summary>The whole application with <c>Cache:Topology=Cluster</c>.</summary>
[Collection(RedisFaultTests.Name)]
public sealed class ClusterApplicationTests : IAsyncLifetime
{
    private const string AdminKey = "the-key-of-the-tests";

    private static readonly TimeSpan StartWithin = TimeSpan.FromMinutes(5);

    private DistributedApplication? _application;

    private DistributedApplication Application => _application ?? throw new InvalidOperationException("The application has not started.");

    public async Task InitializeAsync()
    {
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.CacheLayer_AppHost>(
            ["--Banner=false", "--Cache:Runtime=process", "--Cache:Topology=Cluster", $"--Parameters:admin-key={AdminKey}"]);
        _application = await builder.BuildAsync();
        using var deadline = new CancellationTokenSource(StartWithin);
        await Application.StartAsync(deadline.Token);
        var states = Application.Services.GetRequiredService<ResourceNotificationService>();
        foreach (var resource in (string[])["cache", "cache-1", "cache-6", "orchestrator", "invalidator"])
        {
            await states.WaitForResourceHealthyAsync(resource, deadline.Token);
        }
    }

    public async Task DisposeAsync()
    {
        if (_application is not null)
        {
            await _application.DisposeAsync();
        }
    }

    [Fact]
    public async Task Pages_are_cached_changes_are_seen_by_the_next_read_and_a_flush_empties_every_shard()
    {
        using var orchestrator = Application.CreateHttpClient("orchestrator");
        using var origin = Application.CreateHttpClient("origin");
        origin.DefaultRequestHeaders.Add("X-Admin-Key", AdminKey);
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
}
