using CacheLayer.Entries;
using CacheLayer.Entries.Serialization;

namespace CacheLayer.Keyspaces;

/// <summary>The entry of a value that the application pushes.</summary>
internal static class PushedEntry
{
    /// <param name="value">The value.</param>
    /// <param name="version">The origin's version of it.</param>
    /// <param name="storedAt">Now.</param>
    /// <param name="life">For how long it is fresh.</param>
    /// <param name="policy">The keyspace's policy.</param>
    /// <param name="options">The settings that hold for this entry.</param>
    /// <param name="shape">What the keyspace's entries say of their shape.</param>
    /// <returns>The entry; null when it must not be stored, because it is too large, which is counted, or because the keyspace is not filled: then what it was to replace must go all the same.</returns>
    public static byte[]? Encode<T>(T value, long version, DateTimeOffset storedAt, TimeSpan life, KeyspacePolicy policy, KeyspaceOptions options, EntryShape shape = default)
    {
        var entry = EntryCodec.Encode(value, version, storedAt, life, options, shape, out var size);
        if (entry.Length is 0)
        {
            policy.TooLarge(size);
            return null;
        }

        return options.WritesEnabled ? entry : null;
    }
}
