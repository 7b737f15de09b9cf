using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using CacheLayer.Catalogue;
using CacheLayer.Invalidator.Events;
using CacheLayer.Tests.Events;

namespace CacheLayer.Tests.OriginMock;

[Trait("Tier", "redis")]
public sealed class WriteTests(EventNodeFixture events) : IClassFixture<EventNodeFixture>
{
    [Fact]
    public async Task A_price_change_raises_the_version_and_is_on_the_stream_when_it_is_answered()
    {
        await using var origin = await OriginUnderTest.StartAsync(events.ConnectionString);
        var before = await origin.GetAsync("/products/B000000001");

        var (status, answer) = await origin.PutAsync("/products/B000000001/price", """{"price":12.34}""");

        Assert.Equal(200, status);
        var after = await origin.GetAsync("/products/B000000001");
        Assert.Equal(12.34m, after.GetProperty("price").GetDecimal());
        Assert.Equal(answer.GetProperty("version").GetInt64(), after.GetProperty("version").GetInt64());
        Assert.True(after.GetProperty("version").GetInt64() > before.GetProperty("version").GetInt64());
        Assert.Equal(before.GetProperty("title").GetString(), after.GetProperty("title").GetString());
        await AssertAnnouncedAsync(ChangeEventTypes.ProductPriceChanged, new(CatalogueKeyspaces.Product, "B000000001", answer.GetProperty("version").GetInt64()));
    }

    [Fact]
    public async Task Without_an_invalidator_the_answer_does_not_claim_that_caches_followed()
    {
        await using var origin = await OriginUnderTest.StartAsync(events.ConnectionString);

        var (_, answer) = await origin.PutAsync("/products/B000000004/price", """{"price":12.34}""");

        Assert.False(answer.GetProperty("invalidated").GetBoolean());
    }

    [Fact]
    public async Task Every_write_announces_what_it_changed()
    {
        await using var origin = await OriginUnderTest.StartAsync(events.ConnectionString);

        var title = await WriteAsync(HttpMethod.Put, "/products/B000000002", """{"title":"New"}""");
        await AssertAnnouncedAsync(ChangeEventTypes.ProductUpdated, new(CatalogueKeyspaces.Product, "B000000002", title));
        Assert.Equal("New", (await origin.GetAsync("/products/B000000002")).GetProperty("title").GetString());

        var promotion = await WriteAsync(HttpMethod.Put, "/promotions/deals", """{"headline":"Half price","percent_off":50}""");
        await AssertAnnouncedAsync(ChangeEventTypes.PromotionChanged, new(CatalogueKeyspaces.Promotion, "deals", promotion));
        Assert.Equal(50, (await origin.GetAsync("/promotions/deals")).GetProperty("percent_off").GetInt32());

        var count = (await origin.GetAsync("/reviews/B000000002")).GetProperty("count").GetInt32();
        var review = await WriteAsync(HttpMethod.Post, "/reviews/B000000002", """{"stars":5,"headline":"Good"}""");
        await AssertAnnouncedAsync(ChangeEventTypes.ReviewUpdated, new(CatalogueKeyspaces.Review, "B000000002", review));
        var reviews = await origin.GetAsync("/reviews/B000000002");
        Assert.Equal(count + 1, reviews.GetProperty("count").GetInt32());
        Assert.Equal("Good", reviews.GetProperty("headlines")[0].GetString());

        async Task<long> WriteAsync(HttpMethod method, string path, string json)
        {
            var (status, answer) = await origin.PutAsync(path, json, method);
            Assert.Equal(200, status);
            return answer.GetProperty("version").GetInt64();
        }
    }

    [Fact]
    public async Task Recommendations_show_the_new_price_and_carry_its_version()
    {
        await using var origin = await OriginUnderTest.StartAsync(events.ConnectionString);
        var shown = (await origin.GetAsync("/recommendations/ann/B000000001")).GetProperty("products")[3].GetProperty("asin").GetString();

        var (_, answer) = await origin.PutAsync($"/products/{shown}/price", """{"price":1}""");

        var recommendations = await origin.GetAsync("/recommendations/ann/B000000001");
        Assert.Equal(1m, recommendations.GetProperty("products")[3].GetProperty("price").GetDecimal());
        Assert.Equal(answer.GetProperty("version").GetInt64(), recommendations.GetProperty("products")[3].GetProperty("version").GetInt64());
        Assert.Equal(answer.GetProperty("version").GetInt64(), recommendations.GetProperty("version").GetInt64());
    }

    [Fact]
    public async Task Changes_at_the_same_time_each_have_their_own_version_and_event()
    {
        await using var origin = await OriginUnderTest.StartAsync(events.ConnectionString);
        var before = (await events.BodiesAsync()).Length;

        var versions = await Task.WhenAll(Enumerable.Range(0, 100).Select(async i =>
            (await origin.PutAsync("/products/B000000003/price", $$"""{"price":{{i}}}""")).Answer.GetProperty("version").GetInt64()));

        Assert.Equal(100, versions.Distinct().Count());
        Assert.Equal(versions.Max(), (await origin.GetAsync("/products/B000000003")).GetProperty("version").GetInt64());
        Assert.Equal(before + 100, (await events.BodiesAsync()).Length);
    }

    [Theory]
    [InlineData("PUT", "/products/B000000001/price", """{"price":-0.01}""", "negative")]
    [InlineData("PUT", "/products/B000000001/price", """{"price":1.234}""", "two decimals")]
    [InlineData("PUT", "/products/B000000001/price", """{"price":100000}""", "99999.99")]
    [InlineData("PUT", "/products/B000000001/price", """{"price":1e300}""", "JSON")]
    [InlineData("PUT", "/products/B000000001/price", """{"price":"twelve"}""", "line 1, byte 18 on ($.price)")]
    [InlineData("PUT", "/products/B000000001/price", """{"price":""", "line 1, byte 10 on ($.price)")]
    [InlineData("PUT", "/products/B000000001/price", "{}", "price is missing")]
    [InlineData("PUT", "/products/x/price", """{"price":1}""", "ASIN")]
    [InlineData("PUT", "/products/B000000001", """{"title":" "}""", "blank")]
    [InlineData("PUT", "/products/B000000001", """{"title":"a\u0000b"}""", "control")]
    [InlineData("PUT", "/promotions/deals", """{"headline":"x","percent_off":101}""", "0 to 100")]
    [InlineData("PUT", "/promotions/deals", """{"percent_off":1}""", "headline is missing")]
    [InlineData("POST", "/reviews/B000000001", """{"stars":0,"headline":"x"}""", "1 to 5")]
    [InlineData("PUT", "/faults", """{"error_rate":1.5}""", "0 to 1")]
    [InlineData("PUT", "/faults", """{"latency_ms":-1}""", "latency_ms")]
    public async Task A_write_that_makes_no_sense_is_refused_with_the_reason(string method, string path, string json, string reason)
    {
        await using var origin = await OriginUnderTest.StartAsync(events.ConnectionString);
        var (status, answer) = await origin.PutAsync(path, json, new(method));
        Assert.Equal(400, status);
        Assert.Contains(reason, answer.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_over_the_limit_is_refused()
    {
        await using var origin = await OriginUnderTest.StartAsync(events.ConnectionString);
        var (status, answer) = await origin.PutAsync("/products/B000000001", $$"""{"title":"{{new string('x', 100_000)}}"}""");
        Assert.Equal(400, status);
        Assert.Contains("limit", answer.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PUT", "/products/B000000001/price")]
    [InlineData("PUT", "/products/B000000001")]
    [InlineData("PUT", "/promotions/deals")]
    [InlineData("POST", "/reviews/B000000001")]
    [InlineData("PUT", "/faults")]
    [InlineData("GET", "/faults")]
    public async Task Writes_and_faults_need_the_key(string method, string path)
    {
        await using var origin = await OriginUnderTest.StartAsync(events.ConnectionString);
        using var request = new HttpRequestMessage(new(method), path) { Content = method == "GET" ? null : JsonContent.Create(new { price = 1, title = "x" }) };
        using var response = await origin.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    private async Task AssertAnnouncedAsync(string type, Invalidation expected)
    {
        var body = (await events.BodiesAsync())[^1];
        var planned = Assert.Single(ChangeParser.Parse(Encoding.UTF8.GetBytes(body), 10_000, EventMap.Catalogue).Planned);
        Assert.Equal(type, planned.EventType);
        Assert.Equal(expected, planned.Invalidation);
        Assert.NotNull(planned.OccurredAt);
        Assert.Equal(JsonValueKind.Object, JsonSerializer.Deserialize<JsonElement>(body).GetProperty("Records")[0].GetProperty("Sns").ValueKind);
    }
}
