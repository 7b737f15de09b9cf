using CacheLayer.Catalogue;
using CacheLayer.Orchestrator.Answers;
using CacheLayer.Orchestrator.Products;
using CacheLayer.Orchestrator.Promotions;
using CacheLayer.Orchestrator.Recommendation;
using CacheLayer.Orchestrator.Reviews;

namespace CacheLayer.Orchestrator.Pages;

/// <summary>Answers requests for a page, in the format that the request asks for.</summary>
internal sealed class PageAnswer
{
    private readonly PageReader<Product, ReviewSummary, Recommendations, Promotion> _typed;
    private readonly PageReader<CachePayload, CachePayload, CachePayload, CachePayload> _raw;

    public PageAnswer(CacheAside cache, ProductFetcher products, ReviewFetcher reviews, RecommendationsFetcher recommendations, PromotionFetcher promotions)
    {
        var product = new PagePart<Product>("product", CatalogueKeyspaces.Product, products);
        var review = new PagePart<ReviewSummary>("reviews", CatalogueKeyspaces.Review, reviews);
        var recommendation = new PagePart<Recommendations>("recommendations", CatalogueKeyspaces.Recommendations, recommendations);
        var promotion = new PagePart<Promotion>("promotion", CatalogueKeyspaces.Promotion, promotions);
        _typed = new(cache, product, review, recommendation, promotion);
        _raw = new(cache, product.Raw, review.Raw, recommendation.Raw, promotion.Raw);
    }

    public Task WriteAsync(HttpContext http, Asin asin, string customer, string section)
        => MessagePackFormat.IsWantedBy(http.Request)
            ? _raw.WriteAsync(http, asin, customer, section)
            : _typed.WriteAsync(http, asin, customer, section);
}
