using CacheLayer.Keyspaces;

namespace CacheLayer.Entries;

/// <summary>The entry of a value that the application pushes.</summary>
internal static class PushedEntry
{
    /// <returns>The entry; null when it must not be stored, because it is too large, which is counted, or because the keyspace is not filled: then what it was to replace must go all the same.</returns>
    public static byte[]? Encode<T>(T value, long version, DateTimeOffset storedAt, TimeSpan life, KeyspacePolicy policy, KeyspaceOptions options)
    {
        var entry = EntryCodec.Encode(value, version, storedAt, life, options);
        if (entry.Length is 0)
        {
            policy.Counters.TooLarge();
            return null;
        }

        return options.Fill ? entry : null;
    }
}
