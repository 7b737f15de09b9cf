using CacheLayer.Catalogue;
using CacheLayer.OriginMock.Catalogue;

namespace CacheLayer.OriginMock.Products;

internal sealed class ProductStore(ProductWriter writer, TimeProvider clock) : ChangeableStore<Asin, Product>(clock)
{
    public Product? Reprice(Asin asin, decimal price)
        => Change(asin, (product, version) => product with { Price = price, Version = version });

    public Product? Retitle(Asin asin, string title)
        => Change(asin, (product, version) => product with { Title = title, Version = version });

    protected override Product? Original(Asin key) => writer.Write(key);

    protected override long VersionOf(Product value) => value.Version;
}
