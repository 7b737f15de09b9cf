namespace CacheLayer;

/// <summary>The keyspaces of the library itself, which no other one may share keys or settings with.</summary>
internal static class ReservedKeyspaces
{
    /// <summary>The keyspace of responses: see <c>OutputCacheSettings</c>.</summary>
    public const string Output = "output";

    private static readonly (string Name, string Prefix)[] All =
    [
        (HybridCacheSettings.KeyspaceName, new HybridCacheSettings().KeyPrefix),
        ("hybrid-tag", $"{new HybridCacheSettings().KeyPrefix}.t"),
        (DistributedCacheSettings.KeyspaceName, new DistributedCacheSettings().KeyPrefix),
        (Output, "oc"),
        ($"{Output}-tag", "oc.t"),
    ];

    /// <summary>The names that configuration may use.</summary>
    public static IEnumerable<string> Names => All.Select(keyspace => keyspace.Name);

    /// <exception cref="ArgumentException">The name or the prefix is one of the library's own.</exception>
    public static void ThrowIfReserved(string name, string prefix)
    {
        foreach (var reserved in All)
        {
            if (reserved.Prefix == prefix)
            {
                throw new ArgumentException($"Keyspace '{name}' cannot have the prefix '{prefix}': it is that of the library's own keyspace '{reserved.Name}'. Choose another prefix.", nameof(prefix));
            }

            if (reserved.Name == name)
            {
                throw new ArgumentException($"A keyspace cannot have the name '{name}' (prefix '{prefix}'): the library has one of this name itself, with prefix '{reserved.Prefix}'. Choose another name.", nameof(name));
            }
        }
    }
}
