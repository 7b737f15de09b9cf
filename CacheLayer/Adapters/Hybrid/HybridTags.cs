namespace CacheLayer.Adapters.Hybrid;

/// <summary>
/// Tags are keys that have no value and that entries depend on: <c>docs/dependents.md</c> says why removing one leaves no entry behind.
/// The index of <c>*</c>, which every entry depends on, would be one of all entries: it names those only that are being filled,
/// and the others are swept.
/// </summary>
internal sealed class HybridTags
{
    public const string All = "*";

    private readonly Keyspace _keyspace;
    private readonly CacheDependency[] _untagged;

    public HybridTags(string prefix)
    {
        _keyspace = Keyspace.Create("hybrid-tag", $"{prefix}.t");
        _untagged = [new(_keyspace, All) { OnlyWhileFilling = true }];
    }

    /// <summary>What a fetched entry with these tags depends on.</summary>
    /// <exception cref="ArgumentException">A tag is empty or not valid text.</exception>
    public CacheDependency[] OfFetched(IEnumerable<string>? tags)
        => tags is null ? _untagged : [.. _untagged, .. OfStored(tags)];

    /// <summary>What an entry with these tags depends on that is stored at once.</summary>
    /// <exception cref="ArgumentException">A tag is empty or not valid text.</exception>
    public CacheDependency[] OfStored(IEnumerable<string>? tags)
        => tags is null ? [] : [.. tags.Select(Checked).Distinct(StringComparer.Ordinal).Select(tag => new CacheDependency(_keyspace, HybridIds.OfTag(tag)))];

    /// <summary>The invalidation of what has a tag.</summary>
    public Invalidation Removal(string tag) => new(_keyspace, HybridIds.OfTag(tag));

    private static string Checked(string tag)
        => string.IsNullOrWhiteSpace(tag) ? throw new ArgumentException("A tag is empty.", "tags")
            : tag is All ? throw new ArgumentException($"The tag '{All}' stands for all entries; an entry cannot have it.", "tags")
            : tag;
}
