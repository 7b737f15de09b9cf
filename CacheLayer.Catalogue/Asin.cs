using System.Diagnostics.CodeAnalysis;

namespace CacheLayer.Catalogue;

/// <summary>An Amazon Standard Identification Number: ten upper-case letters and digits; a printed book's is its ISBN-10.</summary>
public readonly record struct Asin : ISpanParsable<Asin>
{
    /// <summary>The length of every ASIN.</summary>
    public const int Length = 10;

    private readonly string? _value;

    private Asin(string value) => _value = value;

    public string Value => _value ?? throw new InvalidOperationException("An Asin must be parsed, not default.");

    public static Asin Parse(string s, IFormatProvider? provider = null)
        => TryParse(s, provider, out var asin) ? asin : throw new FormatException(Reason(s));

    public static Asin Parse(ReadOnlySpan<char> s, IFormatProvider? provider = null) => Parse(s.ToString(), provider);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Asin result)
    {
        result = IsValid(s) ? new Asin(s!) : default;
        return result._value is not null;
    }

    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out Asin result)
    {
        result = IsValid(s) ? new Asin(s.ToString()) : default;
        return result._value is not null;
    }

    /// <summary>What is wrong with a text that is not an ASIN; the text itself is not repeated, as it may be anything.</summary>
    public static string Reason(string? text)
        => text?.Length is Length
            ? "An ASIN has only upper-case letters A-Z and digits."
            : $"An ASIN has {Length} characters, this has {text?.Length ?? 0}.";

    public override string ToString() => Value;

    private static bool IsValid(ReadOnlySpan<char> text)
        => text.Length is Length && !text.ContainsAnyExcept("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ");
}
