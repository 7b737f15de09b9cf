using CacheLayer.Catalogue;

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
            Ids[i] = AsinSequence.At(i).Value;
            Products[Ids[i]] = Make(Ids[i], i);
        }
    }

    public string[] Ids { get; } = new string[Count];

    public Dictionary<string, Product> Products { get; } = new(Count);

    private static Product Make(string asin, int index) => new()
    {
        Asin = asin,
        Version = index + 1,
        Title = $"Volume {index} of a story that goes on and on",
        Author = "A. N. Author",
        Kind = "manga",
        Price = 9.99m + (index % 50),
        Currency = "USD",
        Description = new string((char)('a' + (index % 26)), 680),
    };
}
