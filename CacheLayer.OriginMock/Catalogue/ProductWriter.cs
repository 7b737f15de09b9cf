using CacheLayer.Catalogue;
using Microsoft.Extensions.Options;

namespace CacheLayer.OriginMock.Catalogue;

/// <summary>Writes products as they are before anything changed: from the catalogue, and what it leaves open from seed and ASIN.</summary>
internal sealed class ProductWriter(IAssortment assortment, IOptions<CatalogueOptions> options)
{
    /// <summary>With the other fields, about 800 bytes of MessagePack.</summary>
    private const int DescriptionLength = 650;

    private static readonly string[] Kinds = ["manga", "comic", "book"];

    /// <summary>The product, or null when there is none.</summary>
    public Product? Write(Asin asin)
    {
        if ((assortment.Find(asin) ?? (options.Value.AcceptUnknown ? ProductFacts.None : null)) is not { } facts)
        {
            return null;
        }

        var random = SeededRandom.Of(options.Value.Seed, $"product {asin}");
        return new Product
        {
            Asin = asin.Value,
            Version = 1,
            Title = facts.Title ?? SampleText.Title(random),
            Author = facts.Author ?? SampleText.Person(random),
            Kind = facts.Kind ?? Kinds[random.Next(Kinds.Length)],
            Price = random.Next(299, 4_999) / 100m,
            Currency = "EUR",
            Description = SampleText.Description(random, DescriptionLength),
        };
    }
}
