using System.Net.Http.Json;
using System.Text.Json;

namespace CacheLayer.Tests.Orchestrator;

[Trait("Tier", "redis")]
[Collection(OrchestratorCollection.Name)]
public sealed class ApiDescriptionTests(OrchestratorFixture fixture)
{
    [Fact]
    public async Task Every_route_is_described()
    {
        var description = await fixture.Http.GetFromJsonAsync<JsonElement>("/openapi/v1.json");
        Assert.Equal(
            ["/pages/{asin}", "/products", "/products/{asin}", "/promotions/{section}", "/recommendations/{customer}/{asin}", "/reviews/{asin}", "/stats"],
            description.GetProperty("paths").EnumerateObject().Select(path => path.Name).Order(StringComparer.Ordinal));
        var schemas = description.GetProperty("components").GetProperty("schemas");
        Assert.Equal("integer", schemas.GetProperty("Product").GetProperty("properties").GetProperty("version").GetProperty("type").GetString());
        Assert.True(schemas.GetProperty("ProductPage").GetProperty("properties").TryGetProperty("recommendations", out _));
    }

    [Fact]
    public async Task Every_link_of_the_front_door_leads_somewhere()
    {
        var links = await fixture.Http.GetFromJsonAsync<Dictionary<string, string>>("/");
        foreach (var link in links!.Values.Append("/alive"))
        {
            using var answer = await fixture.Http.GetAsync(link);
            Assert.True(answer.IsSuccessStatusCode || link.Contains("0439023483", StringComparison.Ordinal), link);
        }
    }

    [Fact]
    public async Task Statistics_count_the_reads_of_a_keyspace()
    {
        await fixture.WarmAsync($"/products/{fixture.NewProduct()}");
        var statistics = await fixture.Http.GetFromJsonAsync<JsonElement>("/stats");
        var product = statistics.GetProperty("keyspaces").EnumerateArray().Single(keyspace => keyspace.GetProperty("keyspace").GetString() is "product");
        Assert.True(product.GetProperty("hits").GetInt64() > 0);
        Assert.True(product.GetProperty("mean_hit_milliseconds").GetDouble() > 0);
    }
}
