using CacheLayer.Catalogue;
using CacheLayer.Tests.Cost.Counting;

namespace CacheLayer.Benchmarks.Peers;

/// <summary>The products that every cache stores: about 800 bytes of MessagePack each.</summary>
internal sealed class PeerData
{
    public const int Count = 1_000;

    public static readonly TimeSpan Ttl = TimeSpan.FromHours(1);

    public PeerData()
    {
        for (var i = 0; i < Count; i++)
        {
            var product = SampleProducts.At(i);
            Ids[i] = product.Asin;
            Products[product.Asin] = product;
        }
    }

    public string[] Ids { get; } = new string[Count];

    public Dictionary<string, Product> Products { get; } = new(Count);
}
