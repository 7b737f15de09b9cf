using System.Net;
using CacheLayer.Catalogue;
using CacheLayer.Entries;
using CacheLayer.Scripts;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;

namespace CacheLayer.Tests.Orchestrator;

/// <summary>What an answer says when a keyspace has more than the usual settings.</summary>
[Trait("Tier", "redis")]
public sealed class PolicyTests : IAsyncLifetime
{
    private RedisReplicaSet _cache = null!;
    private OriginUnderTest _origin = null!;
    private RunningService _orchestrator = null!;

    public async Task InitializeAsync()
    {
        _cache = await RedisReplicaSet.StartSingleAsync();
        _origin = await OriginUnderTest.StartAsync(_cache.ConnectionString);
        _orchestrator = await OrchestratorFixture.StartOrchestratorAsync(
            _cache.ConnectionString,
            _origin.Url,
            "CacheLayer:Keyspaces:product:NegativeTtl=00:01:00",
            "CacheLayer:Keyspaces:product:FailSafeMaxStale=01:00:00",
            "CacheLayer:Keyspaces:promo:L1:Enabled=true",
            "CacheLayer:Keyspaces:review:ReadsEnabled=false");
    }

    public async Task DisposeAsync()
    {
        await _orchestrator.DisposeAsync();
        await _origin.DisposeAsync();
        await _cache.DisposeAsync();
    }

    [Fact]
    public async Task That_there_is_no_such_product_is_a_hit_marked_as_negative()
    {
        const string Path = "/products/ZZZZZZZZZZ";
        using (var first = await _orchestrator.Http.GetAsync(Path))
        {
            await first.ProblemAsync(HttpStatusCode.NotFound);
            Assert.Equal("CacheLayer; fwd=miss; stored; detail=product", first.CacheStatus());
        }

        await Eventually.AsyncThat("it is remembered", async () =>
        {
            using var later = await _orchestrator.Http.GetAsync(Path);
            await later.ProblemAsync(HttpStatusCode.NotFound);
            return later.CacheStatus() is "CacheLayer; hit; detail=product; negative";
        });

        using var list = await _orchestrator.Http.GetAsync($"/products?asin=ZZZZZZZZZZ&asin={AsinSequence.At(1)}");
        Assert.Equal("CacheLayer; hit; detail=product; negative; count=1, CacheLayer; fwd=miss; stored; detail=product; count=1", list.CacheStatus());
    }

    [Fact]
    public async Task A_stale_answer_is_one_that_went_forward()
    {
        var asin = AsinSequence.At(2);
        var path = $"/products/{asin}";
        using var origin = new HttpClient { BaseAddress = new Uri(_origin.Url) };
        var product = new Product
        {
            Asin = asin.Value,
            Version = 1,
            Title = "One",
            Author = "Two",
            Kind = "manga",
            Price = 9.99m,
            Currency = "EUR",
            Description = "Three",
        };
        var expired = EntryCodec.Encode(
            product, 1, TimeProvider.System.GetUtcNow().AddMinutes(-10), TimeSpan.FromMinutes(5), new() { FailSafeMaxStale = TimeSpan.FromHours(1) }, CatalogueKeyspaces.Product.Shape);
        await _cache.Nodes[0].ExecuteAsync("SET", KeyLayout.Entry(CatalogueKeyspaces.Product, asin.Value).Value, expired);
        await _origin.SetFaultsAsync(new { outage = true });

        using (var stale = await _orchestrator.Http.GetAsync(path))
        {
            Assert.Equal((HttpStatusCode.OK, "CacheLayer; fwd=stale; detail=product"), (stale.StatusCode, stale.CacheStatus()));
            Assert.Contains("\"title\":\"One\"", await stale.Content.ReadAsStringAsync());
        }

        await _origin.SetFaultsAsync(new { outage = false });
        Assert.Equal(await origin.GetStringAsync(path), await _orchestrator.Http.GetStringAsync(path));
    }

    [Fact]
    public async Task A_hit_in_memory_says_so()
        => await Eventually.AsyncThat("it is served from memory", async () =>
        {
            using var answer = await _orchestrator.Http.GetAsync("/promotions/manga-home");
            return answer.CacheStatus() is "CacheLayer; hit; detail=promo; l1";
        });

    [Fact]
    public async Task A_keyspace_that_is_switched_off_is_a_bypass()
    {
        using var page = await _orchestrator.Http.GetAsync($"/pages/{AsinSequence.At(3)}");

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Contains("CacheLayer; fwd=bypass; detail=review", page.CacheStatus());
        Assert.Contains("CacheLayer; fwd=miss; stored; detail=product", page.CacheStatus());
    }
}
