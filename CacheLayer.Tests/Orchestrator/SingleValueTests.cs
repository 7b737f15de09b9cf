using System.Net;
using System.Text.Json.Nodes;
using CacheLayer.Catalogue;
using CacheLayer.Orchestrator;

namespace CacheLayer.Tests.Orchestrator;

[Trait("Tier", "redis")]
[Collection(OrchestratorCollection.Name)]
public sealed class SingleValueTests(OrchestratorFixture fixture)
{
    [Theory]
    [InlineData("/products/{0}", "product")]
    [InlineData("/reviews/{0}", "review")]
    [InlineData("/recommendations/anna-1/{0}", "reco")]
    public async Task The_first_read_fetches_and_later_ones_hit(string route, string keyspace)
    {
        var path = string.Format(null, route, fixture.NewProduct());
        using (var first = await fixture.Http.GetAsync(path))
        {
            first.EnsureSuccessStatusCode();
            Assert.Equal($"CacheLayer; fwd=miss; stored; detail={keyspace}", first.CacheStatus());
            Assert.Matches(@"^cache;dur=\d+\.\d{3}, origin;dur=\d+\.\d{3}$", first.Header("Server-Timing"));
        }

        await fixture.WarmAsync(path);
        using var later = await fixture.Http.GetAsync(path);
        Assert.Equal($"CacheLayer; hit; detail={keyspace}", later.CacheStatus());
        Assert.Matches(@"^cache;dur=\d+\.\d{3}$", later.Header("Server-Timing"));
        Assert.Equal(Instance.Name, later.Header("X-Instance"));
        Assert.True(later.Headers.CacheControl?.NoStore);
    }

    [Fact]
    public async Task A_hit_and_a_miss_answer_what_the_origin_answers()
    {
        var path = $"/products/{fixture.NewProduct()}";
        using var origin = new HttpClient { BaseAddress = new Uri(fixture.Origin.Url) };
        var expected = JsonNode.Parse(await origin.GetStringAsync(path))!;
        Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(await fixture.Http.GetStringAsync(path))));
        await fixture.WarmAsync(path);
        Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(await fixture.Http.GetStringAsync(path))));
    }

    [Fact]
    public async Task The_promotion_of_the_default_section_needs_no_name()
        => Assert.Equal(
            await fixture.Http.GetStringAsync($"/promotions/{StoreSection.Default}"),
            await fixture.Http.GetStringAsync("/promotions"));

    [Fact]
    public async Task What_the_origin_does_not_have_is_not_found_and_not_stored()
    {
        for (var time = 0; time < 2; time++)
        {
            using var answer = await fixture.Http.GetAsync("/products/ZZZZZZZZZZ");
            await answer.ProblemAsync(HttpStatusCode.NotFound);
            Assert.Equal("CacheLayer; fwd=miss; detail=product", answer.CacheStatus());
        }
    }

    [Fact]
    public async Task Fifty_callers_who_miss_one_key_at_once_cost_one_call()
    {
        var before = (await fixture.Origin.CallsAsync()).GetValueOrDefault("product");
        var path = $"/products/{fixture.NewProduct()}";
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => fixture.Http.GetStringAsync(path)));
        Assert.Equal(before + 1, (await fixture.Origin.CallsAsync()).GetValueOrDefault("product"));
    }
}
