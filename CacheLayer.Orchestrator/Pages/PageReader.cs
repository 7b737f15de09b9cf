using CacheLayer.Catalogue;
using CacheLayer.Orchestrator.Answers;

namespace CacheLayer.Orchestrator.Pages;

/// <summary>Reads a page in one batch and writes the parts that can be had, as long as the product is among them.</summary>
internal sealed class PageReader<TProduct, TReviews, TRecommendations, TPromotion>(
    CacheAside cache,
    PagePart<TProduct> products,
    PagePart<TReviews> reviews,
    PagePart<TRecommendations> recommendations,
    PagePart<TPromotion> promotions)
    where TProduct : class
{
    public async Task WriteAsync(HttpContext http, Asin asin, string customer, string section)
    {
        var batch = cache.Batch();
        var productRead = Add(batch, products, asin.Value);
        var reviewsRead = Add(batch, reviews, asin.Value);
        var recommendationsRead = Add(batch, recommendations, CatalogueKeyspaces.RecommendationsId(customer, asin));
        var promotionRead = Add(batch, promotions, section);
        await batch.ExecuteAsync(http.RequestAborted);

        var outcome = new PageOutcome(parts: 4);
        var product = outcome.Take(products, productRead);
        var page = new ProductPage<TProduct, TReviews, TRecommendations, TPromotion>
        {
            Product = product!,
            Reviews = outcome.Take(reviews, reviewsRead),
            Recommendations = outcome.Take(recommendations, recommendationsRead),
            Promotion = outcome.Take(promotions, promotionRead),
            Errors = outcome.Errors,
        };
        if (productRead.Result.Outcome is CacheOutcome.Failed)
        {
            Failure.Throw(productRead.Result.Error);
        }

        outcome.WriteHeaders(http.Response);
        await (product is null ? NotFoundAnswer.WriteAsync(http, products.Keyspace) : AnswerBody.WriteAsync(http, page));
    }

    private static BatchRead<T> Add<T>(CacheBatch batch, PagePart<T> part, string id) => batch.GetOrFetch(part.Keyspace, id, part.Fetcher);
}
