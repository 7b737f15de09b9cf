using System.Text.Json;
using CacheLayer.Catalogue;

namespace CacheLayer.Invalidator.Events;

/// <summary>The events of the catalogue. What depends on an entry, as recommendations do on the products they show, goes along by the index of dependents.</summary>
internal static class CatalogueEvents
{
    private const int MaxSectionLength = 64;

    public static IReadOnlyList<Keyspace> Keyspaces { get; } =
        [CatalogueKeyspaces.Product, CatalogueKeyspaces.Recommendations, CatalogueKeyspaces.Promotion, CatalogueKeyspaces.Review];

    public static IReadOnlyDictionary<string, EventMapping> Mappings { get; } = new Dictionary<string, EventMapping>(StringComparer.Ordinal)
    {
        [ChangeEventTypes.ProductUpdated] = new(CatalogueKeyspaces.Product, AsinOf),
        [ChangeEventTypes.ProductPriceChanged] = new(CatalogueKeyspaces.Product, AsinOf),
        [ChangeEventTypes.ReviewUpdated] = new(CatalogueKeyspaces.Review, AsinOf),
        [ChangeEventTypes.PromotionChanged] = new(CatalogueKeyspaces.Promotion, SectionOf),
    };

    private static string AsinOf(JsonElement json)
    {
        var text = EventFields.Text(json, "asin");
        return Asin.TryParse(text, null, out var asin) ? asin.Value
            : throw new RejectedEventException(text is null ? "has no asin." : $"has a malformed asin. {Asin.Reason(text)}");
    }

    // Not limited to the sections known here: a section may be new at the origin before it is new here.
    private static string SectionOf(JsonElement json) => EventFields.Text(json, "store_section") switch
    {
        null => StoreSection.Default,
        { Length: > 0 } section when section.EnumerateRunes().Count() <= MaxSectionLength && !section.Any(char.IsControl) => section,
        _ => throw new RejectedEventException($"has a store_section that is not 1 to {MaxSectionLength} printable characters."),
    };
}
