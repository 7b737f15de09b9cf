using CacheLayer.Catalogue;
using CacheLayer.Orchestrator.Origin;

namespace CacheLayer.Orchestrator.Promotions;

internal sealed class PromotionFetcher(OriginClient origin) : Fetcher<Promotion>
{
    public override async ValueTask<Fetched<Promotion>> FetchAsync(string id, CancellationToken cancellationToken)
        => await origin.GetAsync<Promotion>($"/promotions/{id}", cancellationToken) is { } promotion ? new(promotion, promotion.Version) : default;
}
