using CacheLayer.Catalogue;

namespace CacheLayer.Tests.Cost.Counting;

/// <summary>Products of about 800 bytes of MessagePack each.</summary>
internal static class SampleProducts
{
    public static Product At(int index) => new()
    {
        Asin = AsinSequence.At(index).Value,
        Version = index + 1,
        Title = $"Volume {index} of a story that goes on and on",
        Author = "A. N. Author",
        Kind = "manga",
        Price = 9.99m + (index % 50),
        Currency = "USD",
        Description = new string((char)('a' + (index % 26)), 680),
    };
}
