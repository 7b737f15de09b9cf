using CacheLayer.Orchestrator.Answers;
using MessagePack;

namespace CacheLayer.Orchestrator.Products;

/// <summary>Several products.</summary>
[MessagePackObject]
public sealed record ProductList<T>
{
    /// <summary>One for each ASIN, in the order asked for; null where there is none, or where it failed.</summary>
    [Key("products")]
    public required IReadOnlyList<T?> Products { get; init; }

    /// <summary>The products that could not be had, or null.</summary>
    [Key("errors")]
    public IReadOnlyList<FailedPart>? Errors { get; init; }
}
