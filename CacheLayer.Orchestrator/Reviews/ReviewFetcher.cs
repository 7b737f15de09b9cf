using CacheLayer.Catalogue;
using CacheLayer.Orchestrator.Origin;

namespace CacheLayer.Orchestrator.Reviews;

internal sealed class ReviewFetcher(OriginClient origin) : Fetcher<ReviewSummary>
{
    public override async ValueTask<Fetched<ReviewSummary>> FetchAsync(string id, CancellationToken cancellationToken)
        => await origin.GetAsync<ReviewSummary>($"/reviews/{id}", cancellationToken) is { } reviews ? new(reviews, reviews.Version) : default;
}
