using CacheLayer.Catalogue;

namespace CacheLayer.Invalidator.Events;

/// <summary>Says what must be invalidated when something changed.</summary>
internal static class InvalidationMap
{
    private const int MaxSectionLength = 64;

    /// <summary>The invalidation of an event. A product's takes the recommendations that show it along, by the index of dependents.</summary>
    /// <exception cref="RejectedEventException">The event says too little, or something unknown.</exception>
    public static Invalidation For(ChangeEvent change) => change.EventType switch
    {
        ChangeEventTypes.ProductUpdated or ChangeEventTypes.ProductPriceChanged => new(CatalogueKeyspaces.Product, AsinOf(change), change.Version ?? 0),
        ChangeEventTypes.ReviewUpdated => new(CatalogueKeyspaces.Review, AsinOf(change), change.Version ?? 0),
        ChangeEventTypes.PromotionChanged => new(CatalogueKeyspaces.Promotion, SectionOf(change), change.Version ?? 0),
        _ => throw new RejectedEventException("has an unknown event_type."),
    };

    private static string AsinOf(ChangeEvent change)
        => Asin.TryParse(change.Asin, null, out var asin) ? asin.Value
            : throw new RejectedEventException(change.Asin is null ? "has no asin." : $"has a malformed asin. {Asin.Reason(change.Asin)}");

    // Not limited to the sections known here: a section may be new at the origin before it is new here.
    private static string SectionOf(ChangeEvent change) => change.StoreSection switch
    {
        null => StoreSection.Default,
        { Length: > 0 and <= MaxSectionLength } section when !section.Any(char.IsControl) => section,
        _ => throw new RejectedEventException($"has a store_section that is not 1 to {MaxSectionLength} printable characters."),
    };
}
