using CacheLayer.Catalogue;

namespace CacheLayer.Tests.Catalogue;

[Trait("Tier", "unit")]
public sealed class AsinSequenceTests
{
    [Theory]
    [InlineData(0, "B000000000")]
    [InlineData(9277, "B00000075P")]
    [InlineData(AsinSequence.End - 1, "B0ZZZZZZZZ")]
    public void A_number_and_its_ASIN_lead_to_each_other(long index, string asin)
    {
        Assert.Equal(asin, AsinSequence.At(index).Value);
        Assert.True(AsinSequence.TryIndexOf(Asin.Parse(asin), out var found));
        Assert.Equal(index, found);
    }

    [Fact]
    public void A_book_is_not_of_the_sequence() => Assert.False(AsinSequence.TryIndexOf(Asin.Parse("0439023483"), out _));

    [Theory]
    [InlineData(-1)]
    [InlineData(AsinSequence.End)]
    public void A_number_without_an_ASIN_is_refused(long index)
        => Assert.Throws<ArgumentOutOfRangeException>(() => AsinSequence.At(index));
}
