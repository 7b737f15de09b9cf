namespace CacheLayer.Catalogue;

/// <summary>The keyspaces of the catalogue: the one place that says how keys are written.</summary>
public static class CatalogueKeyspaces
{
    /// <summary><c>p:{asin}</c></summary>
    public static Keyspace<Product> Product { get; } = Keyspace.Create<Product>("product", "p");

    /// <summary><c>r:{customer}:{asin}</c></summary>
    public static Keyspace<Recommendations> Recommendations { get; } = Keyspace.Create<Recommendations>("reco", "r");

    /// <summary><c>m:{section}</c></summary>
    public static Keyspace<Promotion> Promotion { get; } = Keyspace.Create<Promotion>("promo", "m");

    /// <summary><c>v:{asin}</c></summary>
    public static Keyspace<ReviewSummary> Review { get; } = Keyspace.Create<ReviewSummary>("review", "v");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Keyspace> All { get; } = [Product, Recommendations, Promotion, Review];

    /// <summary>The id of a customer's recommendations beside a product.</summary>
    public static string RecommendationsId(string customer, Asin asin) => $"{customer}:{asin}";
}
