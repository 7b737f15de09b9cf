using CacheLayer.Catalogue;
using CacheLayer.Orchestrator.Origin;

namespace CacheLayer.Orchestrator.Products;

internal sealed class ProductFetcher(OriginClient origin) : Fetcher<Product>
{
    public override bool FetchesMany => true;

    public override async ValueTask<Fetched<Product>> FetchAsync(string id, CancellationToken cancellationToken)
        => Of(await origin.GetAsync<Product>($"/products/{id}", cancellationToken));

    public override async ValueTask<IReadOnlyDictionary<string, Fetched<Product>>> FetchManyAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        var products = await origin.GetAsync<Product[]>($"/products?asin={string.Join("&asin=", ids)}", cancellationToken);
        return (products ?? []).ToDictionary(product => product.Asin, Of);
    }

    private static Fetched<Product> Of(Product? product) => new(product, product?.Version ?? 0);
}
