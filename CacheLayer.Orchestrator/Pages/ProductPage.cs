using CacheLayer.Orchestrator.Answers;
using MessagePack;

namespace CacheLayer.Orchestrator.Pages;

/// <summary>All that a product page shows; null where there is none, or where it failed.</summary>
[MessagePackObject]
public sealed record ProductPage<TProduct, TReviews, TRecommendations, TPromotion>
{
    [Key("product")]
    public required TProduct Product { get; init; }

    [Key("reviews")]
    public TReviews? Reviews { get; init; }

    [Key("recommendations")]
    public TRecommendations? Recommendations { get; init; }

    [Key("promotion")]
    public TPromotion? Promotion { get; init; }

    /// <summary>The parts that could not be had, or null.</summary>
    [Key("errors")]
    public IReadOnlyList<FailedPart>? Errors { get; init; }
}
