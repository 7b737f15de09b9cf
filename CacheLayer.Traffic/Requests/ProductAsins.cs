using CacheLayer.Catalogue;

namespace CacheLayer.Traffic.Requests;

/// <summary>The ASIN of each key: the catalogue's, in its order, then the sequence's.</summary>
internal sealed class ProductAsins(IReadOnlyList<Asin> catalogue)
{
    public string this[int key] => (key < catalogue.Count ? catalogue[key] : AsinSequence.At(key)).Value;
}
