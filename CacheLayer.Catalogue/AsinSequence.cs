namespace CacheLayer.Catalogue;

/// <summary>The ASINs of products that no catalogue names: <c>B0</c> and the number in eight base-36 digits (<c>B000000000</c>, <c>B000000001</c>, ...).</summary>
public static class AsinSequence
{
    /// <summary>The first number that has no ASIN: 36 to the power of 8.</summary>
    public const long End = 2_821_109_907_456;

    private const string Prefix = "B0";
    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    /// <summary>The ASIN of the number <paramref name="index"/>, 0 to <see cref="End"/> - 1.</summary>
    public static Asin At(long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, End);
        Span<char> text = stackalloc char[Asin.Length];
        Prefix.CopyTo(text);
        for (var position = text.Length - 1; position >= Prefix.Length; position--, index /= Digits.Length)
        {
            text[position] = Digits[(int)(index % Digits.Length)];
        }

        return Asin.Parse(text);
    }

    /// <summary>The number that <paramref name="asin"/> stands for; false when it is not of this sequence.</summary>
    public static bool TryIndexOf(Asin asin, out long index)
    {
        index = 0;
        if (!asin.Value.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return false;
        }

        foreach (var digit in asin.Value.AsSpan(Prefix.Length))
        {
            index = (index * Digits.Length) + Digits.IndexOf(digit, StringComparison.Ordinal);
        }

        return true;
    }
}
