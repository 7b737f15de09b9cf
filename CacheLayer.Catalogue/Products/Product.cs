using MessagePack;

namespace CacheLayer.Catalogue;

/// <summary>What a product page shows of a product.</summary>
[MessagePackObject]
public sealed record Product
{
    [Key(0)]
    public required string Asin { get; init; }

    /// <summary>Rises with every change of the product.</summary>
    [Key(1)]
    public required long Version { get; init; }

    [Key(2)]
    public required string Title { get; init; }

    [Key(3)]
    public required string Author { get; init; }

    /// <summary>The part of the shop, for example <c>manga</c>.</summary>
    [Key(4)]
    public required string Kind { get; init; }

    [Key(5)]
    public required decimal Price { get; init; }

    /// <summary>ISO 4217.</summary>
    [Key(6)]
    public required string Currency { get; init; }

    [Key(7)]
    public required string Description { get; init; }
}
