using CacheLayer.Catalogue;

namespace CacheLayer.OriginMock.Catalogue;

/// <summary>The products of a catalogue file, in its order.</summary>
internal sealed class FileAssortment(IReadOnlyDictionary<Asin, ProductFacts> products) : IAssortment
{
    private readonly Asin[] _asins = [.. products.Keys];

    public int Count => _asins.Length;

    public Asin this[int index] => _asins[index];

    public ProductFacts? Find(Asin asin) => products.GetValueOrDefault(asin);
}
