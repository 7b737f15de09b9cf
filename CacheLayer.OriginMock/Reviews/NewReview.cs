using CacheLayer.OriginMock.Http;

namespace CacheLayer.OriginMock.Reviews;

/// <summary><c>{"stars":4,"headline":"..."}</c></summary>
internal sealed record NewReview(int? Stars, string? Headline)
{
    public (int Stars, string Headline) Checked()
        => (RequestChecks.Whole(Stars, "stars", 1, 5), RequestChecks.Text(Headline, "headline", 200));
}
