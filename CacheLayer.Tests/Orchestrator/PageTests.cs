using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace CacheLayer.Tests.Orchestrator;

[Trait("Tier", "redis")]
[Collection(OrchestratorCollection.Name)]
public sealed class PageTests(OrchestratorFixture fixture)
{
    [Fact]
    public async Task A_page_has_every_part_and_says_where_each_came_from()
    {
        var asin = fixture.NewProduct();
        await fixture.WarmAsync($"/products/{asin}");
        await fixture.WarmAsync("/promotions");

        using var answer = await fixture.Http.GetAsync($"/pages/{asin}?customer=anna");

        Assert.Equal(
            "CacheLayer; hit; detail=product, CacheLayer; fwd=miss; stored; detail=review, CacheLayer; fwd=miss; stored; detail=reco, CacheLayer; hit; detail=promo",
            answer.CacheStatus());
        var page = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(asin, page.GetProperty("product").GetProperty("asin").GetString());
        Assert.Equal(asin, page.GetProperty("reviews").GetProperty("asin").GetString());
        Assert.Equal("anna", page.GetProperty("recommendations").GetProperty("customer").GetString());
        Assert.Equal("manga-home", page.GetProperty("promotion").GetProperty("section").GetString());
        Assert.Equal(JsonValueKind.Null, page.GetProperty("errors").ValueKind);
    }

    [Fact]
    public async Task A_cached_page_is_one_read_of_one_node()
    {
        var path = $"/pages/{fixture.NewProduct()}?section=deals";
        await fixture.WarmAsync(path);
        var before = await ReadCommandsAsync();
        await fixture.Http.GetStringAsync(path);
        Assert.Equal(before + 1, await ReadCommandsAsync());
    }

    [Fact]
    public async Task A_page_without_its_product_is_not_found()
    {
        using var answer = await fixture.Http.GetAsync("/pages/ZZZZZZZZZZ");
        await answer.ProblemAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Parts_that_fail_are_named_and_the_page_is_still_there()
    {
        var asin = fixture.NewProduct();
        await fixture.WarmAsync($"/products/{asin}");
        await fixture.WarmAsync("/promotions");
        await using var outage = await fixture.OutageAsync();

        using var answer = await fixture.Http.GetAsync($"/pages/{asin}");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var page = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(asin, page.GetProperty("product").GetProperty("asin").GetString());
        Assert.Equal(JsonValueKind.Null, page.GetProperty("reviews").ValueKind);
        Assert.Equal(["reviews", "recommendations"], page.GetProperty("errors").EnumerateArray().Select(e => e.GetProperty("part").GetString()));
    }

    [Fact]
    public async Task A_page_whose_product_fails_is_a_problem()
    {
        await using var outage = await fixture.OutageAsync();
        using var answer = await fixture.Http.GetAsync($"/pages/{fixture.NewProduct()}");
        await answer.ProblemAsync(HttpStatusCode.ServiceUnavailable);
        Assert.Equal("1", answer.Header("Retry-After"));
    }

    private async Task<long> ReadCommandsAsync() => await CallsAsync("get") + await CallsAsync("mget");

    private async Task<long> CallsAsync(string command)
        // calls=12,usec=34,...
        => await fixture.Node.InfoAsync($"cmdstat_{command}") is { Length: > 0 } text ? long.Parse(text.Split('=', ',')[1], CultureInfo.InvariantCulture) : 0;
}
