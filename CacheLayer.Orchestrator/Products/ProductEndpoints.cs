using CacheLayer.Catalogue;
using CacheLayer.Orchestrator.Answers;
using CacheLayer.Orchestrator.Requests;

namespace CacheLayer.Orchestrator.Products;

internal static class ProductEndpoints
{
    public static void MapProducts(this WebApplication app)
    {
        // Taken here once: taking them as parameters would open a scope for every request.
        var value = app.Services.GetRequiredService<ValueAnswer>();
        var list = app.Services.GetRequiredService<ProductListAnswer>();
        var fetcher = app.Services.GetRequiredService<ProductFetcher>();

        app.MapGet("/products/{asin}", (string asin, HttpContext http)
                => value.WriteAsync(http, CatalogueKeyspaces.Product, RequestChecks.ParseAsin(asin).Value, fetcher))
            .Answers<Product>("product", "One product.")
            .ProducesProblem(StatusCodes.Status404NotFound);

        app.MapGet("/products", (string[] asin, HttpContext http) => list.WriteAsync(http, RequestChecks.ParseAsins(asin)))
            .Answers<ProductList<Product>>("products", $"Up to {RequestChecks.MaxAsins} products, as ?asin=..&asin=.., in one pipelined read.");
    }
}
