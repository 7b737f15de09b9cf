using CacheLayer.Catalogue;

namespace CacheLayer.OriginMock.Catalogue;

/// <summary>The first <see cref="Count"/> ASINs of <see cref="AsinSequence"/>.</summary>
internal sealed class GeneratedAssortment(CatalogueOptions options) : IAssortment
{
    public int Count => options.Size;

    public Asin this[int index] => AsinSequence.At(index);

    public ProductFacts? Find(Asin asin)
        => AsinSequence.TryIndexOf(asin, out var index) && index < Count ? ProductFacts.None : null;
}
