using CacheLayer.Catalogue;
using CacheLayer.OriginMock.Catalogue;
using CacheLayer.OriginMock.Products;
using CacheLayer.OriginMock.Storage;
using Microsoft.Extensions.Options;

namespace CacheLayer.OriginMock.Reviews;

internal sealed class ReviewStore(ProductStore products, IOptions<CatalogueOptions> options, ChangeDatabase database, TimeProvider clock)
    : ChangeableStore<Asin, ReviewSummary>("reviews", database, clock)
{
    private const int HeadlineCount = 5;

    public PlannedChange Add(Asin asin, int stars, string headline) => Plan(
        asin,
        (summary, version) => summary with
        {
            Version = version,
            Count = summary.Count + 1,
            Stars = ((summary.Stars * summary.Count) + stars) / (summary.Count + 1),
            Headlines = [headline, .. summary.Headlines.Take(HeadlineCount - 1)],
        },
        changed => new() { EventType = ChangeEventTypes.ReviewUpdated, Asin = changed.Asin, Version = changed.Version });

    protected override ReviewSummary? Original(Asin key)
    {
        if (products.Find(key) is null)
        {
            return null;
        }

        var random = SeededRandom.Of(options.Value.Seed, $"reviews {key}");
        return new()
        {
            Asin = key.Value,
            Version = 1,
            Count = random.Next(3, 5_000),
            Stars = random.Next(25, 50) / 10.0,
            Headlines = [.. Enumerable.Range(0, HeadlineCount).Select(_ => SampleText.Title(random))],
        };
    }

    protected override Asin KeyOf(ReviewSummary value) => Asin.Parse(value.Asin);

    protected override long VersionOf(ReviewSummary value) => value.Version;
}
