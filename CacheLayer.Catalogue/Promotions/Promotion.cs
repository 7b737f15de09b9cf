using MessagePack;

namespace CacheLayer.Catalogue;

/// <summary>What a section of the shop promotes.</summary>
[MessagePackObject]
public sealed record Promotion
{
    [Key(0)]
    public required string Section { get; init; }

    /// <summary>Rises with every change of the promotion.</summary>
    [Key(1)]
    public required long Version { get; init; }

    [Key(2)]
    public required string Headline { get; init; }

    [Key(3)]
    public required int PercentOff { get; init; }

    [Key(4)]
    public required IReadOnlyList<string> Asins { get; init; }
}
