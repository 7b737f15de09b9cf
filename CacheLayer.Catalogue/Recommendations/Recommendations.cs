using MessagePack;

namespace CacheLayer.Catalogue;

/// <summary>What a customer who looks at a product may like, with the prices shown beside it.</summary>
[MessagePackObject]
public sealed record Recommendations
{
    [Key(0)]
    public required string Customer { get; init; }

    /// <summary>The product that is looked at.</summary>
    [Key(1)]
    public required string Asin { get; init; }

    /// <summary>The highest version among the products shown, the one looked at included.</summary>
    [Key(2)]
    public required long Version { get; init; }

    [Key(3)]
    public required IReadOnlyList<RecommendedProduct> Products { get; init; }
}
