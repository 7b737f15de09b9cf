using MessagePack;

namespace CacheLayer.Catalogue;

/// <summary>One product of <see cref="Recommendations"/>.</summary>
[MessagePackObject]
public sealed record RecommendedProduct
{
    [Key(0)]
    public required string Asin { get; init; }

    /// <summary>The version of the product that title and price are of.</summary>
    [Key(1)]
    public required long Version { get; init; }

    [Key(2)]
    public required string Title { get; init; }

    [Key(3)]
    public required decimal Price { get; init; }
}
