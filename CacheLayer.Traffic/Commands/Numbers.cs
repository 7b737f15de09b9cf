using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace CacheLayer.Traffic.Commands;

/// <summary>Numbers within bounds.</summary>
internal static class Numbers
{
    public static T Parse<T>(ArgumentResult result, T min, T max)
        where T : INumber<T>
    {
        var text = result.Tokens[0].Value;
        if (!T.TryParse(text, CultureInfo.InvariantCulture, out var value) || !(value >= min && value <= max))
        {
            result.AddError(string.Create(
                CultureInfo.InvariantCulture, $"{result.Argument.Name} must be a number from {min} to {max}, not '{text}'."));
        }

        return value!;
    }
}
