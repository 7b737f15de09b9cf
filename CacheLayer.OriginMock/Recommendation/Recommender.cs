using CacheLayer.Catalogue;
using CacheLayer.OriginMock.Catalogue;
using CacheLayer.OriginMock.Products;
using Microsoft.Extensions.Options;

namespace CacheLayer.OriginMock.Recommendation;

/// <summary>Recommends products beside a product: the same ones to the same customer, with their titles and prices of now.</summary>
internal sealed class Recommender(IAssortment assortment, ProductStore products, IOptions<CatalogueOptions> options)
{
    private const int Shown = 8;

    /// <summary>Customers who look at one product see a choice of the same related ones, as in a real shop.</summary>
    private const int Related = 24;

    /// <summary>The recommendations, or null when there is no such product.</summary>
    public Recommendations? Recommend(string customer, Asin asin)
    {
        if (products.Find(asin) is not { } viewed)
        {
            return null;
        }

        var related = SeededRandom.Of(options.Value.Seed, $"related {asin}");
        var candidates = Enumerable.Range(0, Related).Select(_ => assortment[related.Next(assortment.Count)]).Where(other => other != asin).Distinct().ToArray();
        SeededRandom.Of(options.Value.Seed, $"taste {customer} {asin}").Shuffle(candidates);
        RecommendedProduct[] shown = [.. candidates.Take(Shown).Select(products.Find).OfType<Product>().Select(Show)];
        return new()
        {
            Customer = customer,
            Asin = asin.Value,
            Version = shown.Select(product => product.Version).Append(viewed.Version).Max(),
            Products = shown,
        };
    }

    private static RecommendedProduct Show(Product product)
        => new() { Asin = product.Asin, Version = product.Version, Title = product.Title, Price = product.Price };
}
