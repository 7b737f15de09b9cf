using CacheLayer.Catalogue;

namespace CacheLayer.OriginMock.Catalogue;

/// <summary>Which products the catalogue names.</summary>
internal interface IAssortment
{
    int Count { get; }

    Asin this[int index] { get; }

    /// <summary>What is known of a product, or null when the catalogue does not name it.</summary>
    ProductFacts? Find(Asin asin);
}
