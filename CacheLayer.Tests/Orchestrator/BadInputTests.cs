using System.Net;
using CacheLayer.Catalogue;

namespace CacheLayer.Tests.Orchestrator;

[Trait("Tier", "redis")]
[Collection(OrchestratorCollection.Name)]
public sealed class BadInputTests(OrchestratorFixture fixture)
{
    [Theory]
    [InlineData("/products/short")]
    [InlineData("/products/043902348x")]
    [InlineData("/products/04390%0A348X")]
    [InlineData("/products?asin=0439023483&asin=bad")]
    [InlineData("/products?asin=")]
    [InlineData("/products")]
    [InlineData("/products?other=1")]
    [InlineData("/reviews/short")]
    [InlineData("/recommendations/anna/short")]
    [InlineData("/recommendations/an%20na/0439023483")]
    [InlineData("/recommendations/an:na/0439023483")]
    [InlineData("/recommendations/0123456789012345678901234567890123456789012345678901234567890123x/0439023483")]
    [InlineData("/promotions/nowhere")]
    [InlineData("/pages/short")]
    [InlineData("/pages/0439023483?customer=")]
    [InlineData("/pages/0439023483?customer=an%00na")]
    [InlineData("/pages/0439023483?section=nowhere")]
    public async Task A_bad_request_is_refused_with_its_reason(string path)
    {
        using var answer = await fixture.Http.GetAsync(path);
        Assert.False(string.IsNullOrEmpty(await answer.ProblemAsync(HttpStatusCode.BadRequest)));
        Assert.NotEmpty(answer.Header("X-Instance"));
    }

    [Fact]
    public async Task More_than_a_hundred_products_are_refused()
    {
        var asins = Enumerable.Range(0, 101).Select(index => $"asin={AsinSequence.At(index)}");
        using var answer = await fixture.Http.GetAsync($"/products?{string.Join('&', asins)}");
        Assert.Equal("Ask for 1 to 100 products as ?asin=..&asin=.., not for 101.", await answer.ProblemAsync(HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task A_body_over_the_limit_is_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/products/0439023483");
        request.Content = new ByteArrayContent(new byte[70_000]);
        using var answer = await fixture.Http.SendAsync(request);
        Assert.Equal("The body is over the limit of 65536 bytes.", await answer.ProblemAsync(HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task An_unknown_route_is_a_problem()
    {
        using var answer = await fixture.Http.GetAsync("/nowhere");
        await answer.ProblemAsync(HttpStatusCode.NotFound);
    }
}
