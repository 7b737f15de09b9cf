namespace CacheLayer.Traffic.Commands;

/// <summary>The orchestrators' addresses: as given, else as service discovery names them.</summary>
internal static class TargetAddresses
{
    private const string Discovered = "services__orchestrator__http__";
    private const string DiscoveredOrigin = "services__origin__http__0";

    public static IReadOnlyList<Uri> Read(IReadOnlyList<string> given, Func<string, string?> environment)
    {
        var addresses = given.Count > 0 ? given : [.. Discover(environment)];
        return addresses.Count > 0
            ? [.. addresses.Select(Parse)]
            : throw new BadInputException($"No target: give --target URL, or set {Discovered}0.");
    }

    /// <summary>The origin's address: as given, else as service discovery names it.</summary>
    public static Uri ReadOrigin(string? given, Func<string, string?> environment)
        => Parse(given ?? environment(DiscoveredOrigin) ?? throw new BadInputException($"No origin: give --origin URL, or set {DiscoveredOrigin}."));

    private static IEnumerable<string> Discover(Func<string, string?> environment)
    {
        for (var i = 0; environment($"{Discovered}{i}") is { } address; i++)
        {
            yield return address;
        }
    }

    private static Uri Parse(string text)
        => Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw new BadInputException($"The address '{text}' is not an http address.");
}
