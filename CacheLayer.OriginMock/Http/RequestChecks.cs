using CacheLayer.Catalogue;

namespace CacheLayer.OriginMock.Http;

/// <summary>Refuses what a request must not hold: the service answers 400 with the reason.</summary>
internal static class RequestChecks
{
    public static Asin ParseAsin(string text)
        => Asin.TryParse(text, null, out var asin) ? asin : throw new BadHttpRequestException(Asin.Reason(text));

    public static string Text(string? text, string name, int maxLength) => text switch
    {
        null => throw new BadHttpRequestException($"{name} is missing."),
        _ when string.IsNullOrWhiteSpace(text) => throw new BadHttpRequestException($"{name} is blank."),
        _ when text.Length > maxLength => throw new BadHttpRequestException($"{name} has {text.Length} characters, the limit is {maxLength}."),
        _ when text.Any(char.IsControl) => throw new BadHttpRequestException($"{name} has control characters."),
        _ => text,
    };

    public static int Whole(int? number, string name, int lowest, int highest)
        => number is { } given && given >= lowest && given <= highest
            ? given
            : throw new BadHttpRequestException($"{name} must be a whole number from {lowest} to {highest}.");

    public static double Share(double number, string name)
        => number is >= 0 and <= 1 ? number : throw new BadHttpRequestException($"{name} must be a number from 0 to 1.");
}
