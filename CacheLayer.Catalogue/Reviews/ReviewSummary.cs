using MessagePack;

namespace CacheLayer.Catalogue;

/// <summary>The reviews of a product, summed up.</summary>
[MessagePackObject]
public sealed record ReviewSummary
{
    [Key(0)]
    public required string Asin { get; init; }

    /// <summary>Rises with every review.</summary>
    [Key(1)]
    public required long Version { get; init; }

    [Key(2)]
    public required int Count { get; init; }

    /// <summary>The mean number of stars, 1 to 5.</summary>
    [Key(3)]
    public required double Stars { get; init; }

    /// <summary>The headlines of the newest reviews.</summary>
    [Key(4)]
    public required IReadOnlyList<string> Headlines { get; init; }
}
