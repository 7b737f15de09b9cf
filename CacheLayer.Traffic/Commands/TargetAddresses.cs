namespace CacheLayer.Traffic.Commands;

/// <summary>The orchestrators' addresses: as given, else as service discovery names them.</summary>
internal static class TargetAddresses
{
    private const string Discovered = "services__orchestrator__http__";

    public static IReadOnlyList<Uri> Read(IReadOnlyList<string> given, Func<string, string?> environment)
    {
        var addresses = given.Count > 0 ? given : [.. Discover(environment)];
        return addresses.Count > 0
            ? [.. addresses.Select(Parse)]
            : throw new BadInputException($"No target: give --target URL, or set {Discovered}0.");
    }

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
            : throw new BadInputException($"The target '{text}' is not an http address.");
}
