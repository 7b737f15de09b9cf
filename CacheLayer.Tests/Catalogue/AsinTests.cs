using CacheLayer.Catalogue;

namespace CacheLayer.Tests.Catalogue;

[Trait("Tier", "unit")]
public sealed class AsinTests
{
    [Theory]
    [InlineData("B00005N5PF")]
    [InlineData("043902348X")]
    public void Ten_upper_case_letters_and_digits_are_an_asin(string text)
        => Assert.Equal(text, Asin.Parse(text).Value);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("043902348")]
    [InlineData("043902348x")]
    [InlineData("04390-348X")]
    [InlineData("０439023488")]
    [InlineData("043902348XX")]
    public void Anything_else_is_refused_with_a_reason(string? text)
    {
        Assert.False(Asin.TryParse(text, null, out _));
        Assert.NotEmpty(Asin.Reason(text));
    }
}
