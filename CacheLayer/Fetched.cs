namespace CacheLayer;

/// <summary>What the origin answered for one id.</summary>
/// <param name="Value">
/// The value; null when the origin has none, which is stored only where <see cref="KeyspaceOptions.NegativeTtl"/> says so. It is serialised before
/// any caller gets it. All callers that share the fetch get this very object: let it be immutable, or let no caller change it.
/// </param>
/// <param name="Version">The origin's version of the value, rising with every change; 0 when it has none. A value below the key's watermark is not stored.</param>
/// <param name="DependsOn">Keys, of this or other keyspaces, whose invalidation must also remove this entry, or null.</param>
/// <param name="Ttl">
/// How long this entry lives; the keyspace's <see cref="KeyspaceOptions.Ttl"/> when null. With less than a millisecond the value is answered and
/// not stored, and what it would have replaced is removed; more than <see cref="KeyspaceOptions.LongestTtl"/> is that.
/// </param>
public readonly record struct Fetched<T>(T? Value, long Version = 0, IReadOnlyList<CacheDependency>? DependsOn = null, TimeSpan? Ttl = null)
{
    private readonly bool _made = true;

    /// <summary>Whether the origin has a value. The default of this type says that it has none, of whatever type the value would be.</summary>
    public bool HasValue => _made && Value is not null;

    /// <summary>A value of which the origin says no more; null when it has none.</summary>
    public static implicit operator Fetched<T>(T? value) => new(value);
}
