using CacheLayer.Catalogue;
using CacheLayer.OriginMock.Catalogue;
using CacheLayer.OriginMock.Storage;
using Microsoft.Extensions.Options;

namespace CacheLayer.OriginMock.Promotions;

internal sealed class PromotionStore(IAssortment assortment, IOptions<CatalogueOptions> options, ChangeDatabase database, TimeProvider clock)
    : ChangeableStore<string, Promotion>("promotion", database, clock)
{
    private const int ProductCount = 10;

    public PlannedChange Replace(string section, string headline, int percentOff) => Plan(
        section,
        (promotion, version) => promotion with { Headline = headline, PercentOff = percentOff, Version = version },
        changed => new() { EventType = ChangeEventTypes.PromotionChanged, StoreSection = changed.Section, Version = changed.Version });

    protected override Promotion? Original(string key)
    {
        if (!StoreSection.IsKnown(key))
        {
            return null;
        }

        var random = SeededRandom.Of(options.Value.Seed, $"promotion {key}");
        return new()
        {
            Section = key,
            Version = 1,
            Headline = SampleText.Title(random),
            PercentOff = random.Next(1, 11) * 5,
            Asins = [.. Enumerable.Range(0, ProductCount).Select(_ => assortment[random.Next(assortment.Count)].Value).Distinct()],
        };
    }

    protected override string KeyOf(Promotion value) => value.Section;

    protected override long VersionOf(Promotion value) => value.Version;
}
