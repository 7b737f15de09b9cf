using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace CacheLayer.Tests.Orchestrator;

[Trait("Tier", "redis")]
[Collection(OrchestratorCollection.Name)]
public sealed class ProductListTests(OrchestratorFixture fixture)
{
    [Fact]
    public async Task Products_come_in_the_order_asked_for_and_null_where_there_is_none()
    {
        var (one, other) = (fixture.NewProduct(), fixture.NewProduct());
        var list = await fixture.Http.GetFromJsonAsync<JsonElement>($"/products?asin={other}&asin=ZZZZZZZZZZ&asin={one}&asin={other}");
        Assert.Equal(
            [other, null, one, other],
            list.GetProperty("products").EnumerateArray().Select(p => p.ValueKind is JsonValueKind.Null ? null : p.GetProperty("asin").GetString()));
        Assert.Equal(JsonValueKind.Null, list.GetProperty("errors").ValueKind);
    }

    [Fact]
    public async Task Only_what_is_missing_is_fetched_and_in_one_call()
    {
        var cached = fixture.NewProduct();
        await fixture.WarmAsync($"/products/{cached}");
        var before = await fixture.Origin.CallsAsync();

        using var answer = await fixture.Http.GetAsync($"/products?asin={cached}&asin={fixture.NewProduct()}&asin={fixture.NewProduct()}");

        Assert.Equal("CacheLayer; hit; detail=product; count=1, CacheLayer; fwd=miss; stored; detail=product; count=2", answer.CacheStatus());
        var after = await fixture.Origin.CallsAsync();
        Assert.Equal(before.GetValueOrDefault("products") + 1, after.GetValueOrDefault("products"));
        Assert.Equal(before.GetValueOrDefault("product"), after.GetValueOrDefault("product"));
    }

    [Fact]
    public async Task A_hundred_products_are_one_answer()
    {
        var asins = Enumerable.Range(0, 100).Select(_ => fixture.NewProduct());
        var list = await fixture.Http.GetFromJsonAsync<JsonElement>($"/products?asin={string.Join("&asin=", asins)}");
        Assert.Equal(asins.Count(), list.GetProperty("products").EnumerateArray().Count(p => p.ValueKind is JsonValueKind.Object));
    }

    [Fact]
    public async Task A_failing_origin_costs_only_the_products_that_are_not_cached()
    {
        var (cached, absent) = (fixture.NewProduct(), fixture.NewProduct());
        await fixture.WarmAsync($"/products/{cached}");
        await using var outage = await fixture.OutageAsync();

        var list = await fixture.Http.GetFromJsonAsync<JsonElement>($"/products?asin={absent}&asin={cached}");
        Assert.Equal(cached, list.GetProperty("products")[1].GetProperty("asin").GetString());
        Assert.Equal(absent, list.GetProperty("errors")[0].GetProperty("part").GetString());

        using var nothing = await fixture.Http.GetAsync($"/products?asin={absent}");
        await nothing.ProblemAsync(HttpStatusCode.ServiceUnavailable);
    }
}
