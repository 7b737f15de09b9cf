namespace CacheLayer.OriginMock.Products;

/// <summary><c>{"price":12.34}</c></summary>
internal sealed record PriceChange(decimal? Price)
{
    private const decimal Highest = 99_999.99m;

    public decimal Checked() => Price switch
    {
        null => throw new BadHttpRequestException("price is missing."),
        < 0 => throw new BadHttpRequestException("price is negative."),
        > Highest => throw new BadHttpRequestException($"price is above {Highest}."),
        { } price when decimal.Round(price, 2) != price => throw new BadHttpRequestException("price has more than two decimals."),
        { } price => price,
    };
}
