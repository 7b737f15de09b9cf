using CacheLayer.Catalogue;
using CacheLayer.OriginMock.Catalogue;
using CacheLayer.OriginMock.Storage;

namespace CacheLayer.OriginMock.Products;

internal sealed class ProductStore(ProductWriter writer, ChangeDatabase database, TimeProvider clock) : ChangeableStore<Asin, Product>("product", database, clock)
{
    public PlannedChange Reprice(Asin asin, decimal price)
        => Plan(asin, (product, version) => product with { Price = price, Version = version }, changed => Event(ChangeEventTypes.ProductPriceChanged, changed));

    public PlannedChange Retitle(Asin asin, string title)
        => Plan(asin, (product, version) => product with { Title = title, Version = version }, changed => Event(ChangeEventTypes.ProductUpdated, changed));

    protected override Product? Original(Asin key) => writer.Write(key);

    protected override Asin KeyOf(Product value) => Asin.Parse(value.Asin);

    protected override long VersionOf(Product value) => value.Version;

    private static ChangeEvent Event(string type, Product changed) => new() { EventType = type, Asin = changed.Asin, Version = changed.Version };
}
