using System.Buffers;
using CacheLayer.Catalogue;

namespace CacheLayer.Orchestrator.Requests;

/// <summary>Refuses what a request must not hold: the service answers 400 with the reason.</summary>
internal static class RequestChecks
{
    public const int MaxAsins = 100;

    private const int MaxCustomerLength = 64;
    private static readonly SearchValues<char> CustomerCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    public static Asin ParseAsin(string text) => Asin.TryParse(text, null, out var asin) ? asin : throw Bad(Asin.Reason(text));

    public static string[] ParseAsins(string[] texts)
        => texts.Length is > 0 and <= MaxAsins
            ? Array.ConvertAll(texts, text => ParseAsin(text).Value)
            : throw Bad($"Ask for 1 to {MaxAsins} products as ?asin=..&asin=.., not for {texts.Length}.");

    public static string CheckCustomer(string customer)
        => customer.Length is > 0 and <= MaxCustomerLength && !customer.AsSpan().ContainsAnyExcept(CustomerCharacters)
            ? customer
            : throw Bad($"A customer is 1 to {MaxCustomerLength} characters of A-Z, a-z, 0-9, _ and -.");

    public static string CheckSection(string section)
        => StoreSection.IsKnown(section) ? section : throw Bad($"There is no such section. The sections are {string.Join(", ", StoreSection.All)}.");

    private static BadHttpRequestException Bad(string reason) => new(reason);
}
