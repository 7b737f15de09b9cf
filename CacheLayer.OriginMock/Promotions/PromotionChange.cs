using CacheLayer.OriginMock.Http;

namespace CacheLayer.OriginMock.Promotions;

/// <summary><c>{"headline":"...","percent_off":15}</c></summary>
internal sealed record PromotionChange(string? Headline, int? PercentOff)
{
    public (string Headline, int PercentOff) Checked()
        => (RequestChecks.Text(Headline, "headline", 200), RequestChecks.Whole(PercentOff, "percent_off", 0, 100));
}
