using System.CommandLine.Parsing;
using System.Globalization;

namespace CacheLayer.Traffic.Commands;

/// <summary>Durations as one types them: <c>500ms</c>, <c>90s</c> or <c>90</c>, <c>5m</c>, <c>1h</c>.</summary>
internal static class Durations
{
    public static TimeSpan Parse(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (TryParse(text, out var duration))
        {
            return duration;
        }

        result.AddError($"{result.Argument.Name}: '{text}' is not a duration: write 500ms, 90s, 5m or 1h.");
        return default;
    }

    /// <summary>The same, or <c>0</c>.</summary>
    public static TimeSpan ParseOrZero(ArgumentResult result) => result.Tokens[0].Value is "0" or "0s" ? TimeSpan.Zero : Parse(result);

    public static bool TryParse(string text, out TimeSpan duration)
    {
        var numberLength = text.AsSpan().IndexOfAnyExceptInRange('.', '9');
        var number = numberLength < 0 ? text : text[..numberLength];
        var unit = text[number.Length..] switch
        {
            "ms" => TimeSpan.FromMilliseconds(1),
            "s" or "" => TimeSpan.FromSeconds(1),
            "m" => TimeSpan.FromMinutes(1),
            "h" => TimeSpan.FromHours(1),
            _ => TimeSpan.Zero,
        };
        var isNumber = double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count);
        duration = isNumber && count * unit.TotalDays < 365 ? count * unit : TimeSpan.Zero;
        return duration > TimeSpan.Zero;
    }
}
