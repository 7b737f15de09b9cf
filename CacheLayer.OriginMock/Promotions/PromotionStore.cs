using CacheLayer.Catalogue;
using CacheLayer.OriginMock.Catalogue;
using Microsoft.Extensions.Options;

namespace CacheLayer.OriginMock.Promotions;

internal sealed class PromotionStore(IAssortment assortment, IOptions<CatalogueOptions> options, TimeProvider clock)
    : ChangeableStore<string, Promotion>(clock)
{
    private const int ProductCount = 10;

    public Promotion? Replace(string section, string headline, int percentOff)
        => Change(section, (promotion, version) => promotion with { Headline = headline, PercentOff = percentOff, Version = version });

    protected override Promotion? Original(string key)
    {
        if (!StoreSection.IsKnown(key))
        {
            return null;
        }

        var random = Chance.Of(options.Value.Seed, $"promotion {key}");
        return new()
        {
            Section = key,
            Version = 1,
            Headline = Prose.Title(random),
            PercentOff = random.Next(1, 11) * 5,
            Asins = [.. Enumerable.Range(0, ProductCount).Select(_ => assortment[random.Next(assortment.Count)].Value).Distinct()],
        };
    }

    protected override long VersionOf(Promotion value) => value.Version;
}
