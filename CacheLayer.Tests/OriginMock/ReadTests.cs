using System.Net;
using CacheLayer.Catalogue;
using CacheLayer.Tests.Events;
using MessagePack;

namespace CacheLayer.Tests.OriginMock;

[Trait("Tier", "redis")]
public sealed class ReadTests(EventNodeFixture events) : IClassFixture<EventNodeFixture>
{
    [Fact]
    public async Task The_same_seed_makes_the_same_catalogue_and_another_one_another()
    {
        await using var first = await OriginUnderTest.StartAsync(events.ConnectionString, "Origin:Catalogue:Seed=7");
        await using var second = await OriginUnderTest.StartAsync(events.ConnectionString, "Origin:Catalogue:Seed=7");
        await using var other = await OriginUnderTest.StartAsync(events.ConnectionString, "Origin:Catalogue:Seed=8");
        foreach (var path in new[] { "/products/B000000001", "/reviews/B000000001", "/recommendations/ann/B000000001", "/promotions/manga-home" })
        {
            var expected = await first.Http.GetStringAsync(path);
            Assert.Equal(expected, await second.Http.GetStringAsync(path));
            Assert.NotEqual(expected, await other.Http.GetStringAsync(path));
        }
    }

    [Theory]
    [InlineData("/products/b000000001", HttpStatusCode.BadRequest)]
    [InlineData("/products/B00000001", HttpStatusCode.BadRequest)]
    [InlineData("/products", HttpStatusCode.BadRequest)]
    [InlineData("/products?asin=B000000001&asin=x", HttpStatusCode.BadRequest)]
    [InlineData("/reviews/x", HttpStatusCode.BadRequest)]
    [InlineData("/recommendations/ann/x", HttpStatusCode.BadRequest)]
    [InlineData("/recommendations/%20/B000000001", HttpStatusCode.BadRequest)]
    [InlineData("/promotions/attic", HttpStatusCode.NotFound)]
    [InlineData("/products/B0000000ZZ", HttpStatusCode.NotFound)]
    [InlineData("/reviews/0439023483", HttpStatusCode.NotFound)]
    [InlineData("/recommendations/ann/0439023483", HttpStatusCode.NotFound)]
    public async Task What_is_malformed_or_absent_is_a_problem_with_a_reason(string path, HttpStatusCode status)
    {
        await using var origin = await OriginUnderTest.StartAsync(events.ConnectionString, "Origin:Catalogue:Size=10", "Origin:Catalogue:AcceptUnknown=false");
        using var response = await origin.Http.GetAsync(path);
        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Contains("\"detail\":\"", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Every_well_formed_ASIN_is_a_product_unless_that_is_turned_off()
    {
        await using var origin = await OriginUnderTest.StartAsync(events.ConnectionString, "Origin:Catalogue:Size=10");
        Assert.Equal("0439023483", (await origin.GetAsync("/products/0439023483")).GetProperty("asin").GetString());
    }

    [Fact]
    public async Task A_bulk_read_leaves_out_what_is_absent_and_takes_at_most_100()
    {
        await using var origin = await OriginUnderTest.StartAsync(events.ConnectionString, "Origin:Catalogue:Size=1000", "Origin:Catalogue:AcceptUnknown=false");
        var found = await origin.GetAsync("/products?asin=B000000001&asin=0439023483&asin=B000000002&asin=B000000001");
        Assert.Equal(["B000000001", "B000000002"], found.EnumerateArray().Select(product => product.GetProperty("asin").GetString()));

        Assert.Equal(100, (await origin.GetAsync(Bulk(100))).GetArrayLength());
        Assert.Equal(HttpStatusCode.BadRequest, (await origin.Http.GetAsync(Bulk(101))).StatusCode);

        static string Bulk(int count) => $"/products?{string.Join('&', Enumerable.Range(0, count).Select(i => $"asin={AsinSequence.At(i)}"))}";
    }

    [Fact]
    public async Task MessagePack_is_answered_to_those_who_accept_it_and_is_of_the_usual_size()
    {
        await using var origin = await OriginUnderTest.StartAsync(events.ConnectionString);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/products/B000000001") { Headers = { { "Accept", "application/x-msgpack" } } };
        using var response = await origin.Http.SendAsync(request);
        var bytes = await response.Content.ReadAsByteArrayAsync();

        Assert.Equal("application/x-msgpack", response.Content.Headers.ContentType?.MediaType);
        var product = MessagePackSerializer.Deserialize<Product>(bytes);
        Assert.Equal((await origin.GetAsync("/products/B000000001")).GetProperty("description").GetString(), product.Description);
        Assert.InRange(bytes.Length, 700, 900);
    }

    [Fact]
    public async Task Recommendations_are_of_the_customer_and_show_eight_other_products()
    {
        await using var origin = await OriginUnderTest.StartAsync(events.ConnectionString);
        var ann = await Asins("ann");
        Assert.Equal(8, ann.Distinct().Count());
        Assert.DoesNotContain("B000000001", ann);
        Assert.NotEqual(ann, await Asins("bob"));

        async Task<string?[]> Asins(string customer) => [.. (await origin.GetAsync($"/recommendations/{customer}/B000000001"))
            .GetProperty("products").EnumerateArray().Select(product => product.GetProperty("asin").GetString())];
    }

    [Fact]
    public async Task A_catalogue_of_one_product_has_nothing_to_recommend_beside_it()
    {
        await using var origin = await OriginUnderTest.StartAsync(events.ConnectionString, "Origin:Catalogue:Size=1");
        Assert.Equal(0, (await origin.GetAsync("/recommendations/ann/B000000000")).GetProperty("products").GetArrayLength());
    }

    [Fact]
    public async Task Calls_are_counted_per_endpoint_until_they_are_reset_and_a_bulk_read_is_one()
    {
        await using var origin = await OriginUnderTest.StartAsync(events.ConnectionString);
        await origin.GetAsync("/products/B000000001");
        await origin.GetAsync("/products?asin=B000000001&asin=B000000002");
        await origin.GetAsync("/products?asin=B000000001&asin=B000000002");
        var stats = await origin.GetAsync("/stats");
        Assert.Equal(3, stats.GetProperty("total").GetInt64());
        Assert.Equal(1, stats.GetProperty("calls").GetProperty("product").GetInt64());
        Assert.Equal(2, stats.GetProperty("calls").GetProperty("products").GetInt64());

        await origin.Http.DeleteAsync("/stats");
        Assert.Equal(0, (await origin.GetAsync("/stats")).GetProperty("total").GetInt64());
    }
}
