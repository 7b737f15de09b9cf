using CacheLayer.Catalogue;
using CacheLayer.OriginMock.Events;
using CacheLayer.OriginMock.Http;

namespace CacheLayer.OriginMock.Products;

internal static class ProductEndpoints
{
    private const int MaxAsins = 100;

    public static void MapProductReads(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/products/{asin}", (string asin, ProductStore products)
            => Answer.With(products.Find(RequestChecks.ParseAsin(asin)), "product")).WithName("product");

        routes.MapGet("/products", (string[] asin, ProductStore products) => asin.Length is 0 or > MaxAsins
            ? throw new BadHttpRequestException($"Ask for 1 to {MaxAsins} products as ?asin=..&asin=.., not {asin.Length}.")
            : Answer.With(asin.Distinct().Select(RequestChecks.ParseAsin).Select(products.Find).OfType<Product>().ToArray(), "product")).WithName("products");
    }

    public static void MapProductWrites(this IEndpointRouteBuilder routes)
    {
        routes.MapPut("/products/{asin}/price", (string asin, PriceChange change, ProductStore products, ChangeAnnouncer announcer) =>
        {
            var (id, price) = (RequestChecks.ParseAsin(asin), change.Checked());
            return announcer.ApplyAsync(products.Reprice(id, price));
        }).WithName("set_price");

        routes.MapPut("/products/{asin}", (string asin, TitleChange change, ProductStore products, ChangeAnnouncer announcer) =>
        {
            var (id, title) = (RequestChecks.ParseAsin(asin), change.Checked());
            return announcer.ApplyAsync(products.Retitle(id, title));
        }).WithName("update_product");
    }
}
