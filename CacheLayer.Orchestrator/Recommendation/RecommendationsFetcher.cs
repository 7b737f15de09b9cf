using CacheLayer.Catalogue;
using CacheLayer.Orchestrator.Origin;

namespace CacheLayer.Orchestrator.Recommendation;

internal sealed class RecommendationsFetcher(OriginClient origin) : Fetcher<Recommendations>
{
    public override async ValueTask<Fetched<Recommendations>> FetchAsync(string id, CancellationToken cancellationToken)
        // The id is customer:asin, and a customer has no colon.
        => await origin.GetAsync<Recommendations>($"/recommendations/{id.Replace(':', '/')}", cancellationToken) is { } recommendations
            ? new(recommendations, recommendations.Version, ProductsShown(recommendations))
            : default;

    /// <summary>Prices are shown beside the recommendations, so a change of any product shown makes them stale.</summary>
    private static CacheDependency[] ProductsShown(Recommendations recommendations)
        =>
        [
            new(CatalogueKeyspaces.Product, recommendations.Asin),
            .. recommendations.Products.Select(product => new CacheDependency(CatalogueKeyspaces.Product, product.Asin, product.Version)),
        ];
}
