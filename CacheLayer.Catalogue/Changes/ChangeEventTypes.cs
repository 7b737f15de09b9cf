namespace CacheLayer.Catalogue;

/// <summary>The values of a change event's <c>event_type</c>.</summary>
public static class ChangeEventTypes
{
    public const string ProductUpdated = "product_updated";
    public const string ProductPriceChanged = "product_price_changed";
    public const string PromotionChanged = "promotion_changed";
    public const string ReviewUpdated = "review_updated";
}
