using System.Buffers;
using System.Text;
using CacheLayer.Diagnostics;
using StackExchange.Redis;

namespace CacheLayer.Scripts;

/// <summary>The one place that knows how Redis keys are written.</summary>
/// <remarks>
/// A value's key is <c>prefix:id</c>. What belongs to it is stored beside it, in the same hash slot: <c>{prefix:id}f</c> the
/// lease, <c>{prefix:id}w</c> the watermark, <c>{prefix:id}d</c> the index of dependents, <c>{prefix:id}r</c> of those that are being removed. An id may hold braces: where Redis
/// already takes a part of the value's key as the hash tag, the suffix is appended after a NUL, which no id contains;
/// where a closing brace would end our own tag early, it is stored as NUL.
/// </remarks>
internal static class KeyLayout
{
    private const char Nul = '\0';

    /// <summary>The key of a value; without allocation for an id that has no closing brace.</summary>
    /// <exception cref="ArgumentException">The id is empty, too long, or has a character that no key can hold.</exception>
    /// <param name="keyspace">The keyspace.</param>
    /// <param name="id">The id.</param>
    /// <param name="counters">Where an id that is refused is counted, or null.</param>
    /// <param name="position">Where the id stands in a batch, to be named when it is refused; -1 for a single one.</param>
    public static RedisKey Value(Keyspace keyspace, string id, KeyspaceCounters? counters = null, int position = -1)
    {
        ThrowIfInvalid(id, counters, position);
        return keyspace.KeyPrefix.Append(Escape(id));
    }

    /// <exception cref="ArgumentException">The id is empty, too long, or has a character that no key can hold.</exception>
    /// <inheritdoc cref="Value"/>
    public static void ThrowIfInvalid(string id, KeyspaceCounters? counters, int position)
    {
        if (string.IsNullOrEmpty(id) || id.Contains(Nul) || !(Ascii.IsValid(id) ? id.Length <= Keyspace.MaxIdBytes : IsUtf16(id) && Encoding.UTF8.GetByteCount(id) <= Keyspace.MaxIdBytes))
        {
            counters?.RefusedId();
            throw new ArgumentException(
                $"An id has 1 to {Keyspace.MaxIdBytes} bytes of UTF-8, no NUL and no half of a surrogate pair.",
                position < 0 ? "id" : $"ids[{position}]");
        }
    }

    /// <summary>The keys of several values, as arguments of a command.</summary>
    /// <exception cref="ArgumentException">An id is empty, longer than 512 bytes of UTF-8, or not valid text; the message names its position.</exception>
    public static RedisKeyOrValue[] Values(Keyspace keyspace, IReadOnlyList<string> ids, KeyspaceCounters? counters = null)
    {
        var keys = new RedisKeyOrValue[ids.Count];
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = Value(keyspace, ids[i], counters, i);
        }

        return keys;
    }

    /// <summary>A value's key with those of its lease, watermark and dependents.</summary>
    public static EntryKeys Entry(Keyspace keyspace, string id, KeyspaceCounters? counters = null)
    {
        ThrowIfInvalid(id, counters, position: -1);
        return Entry($"{keyspace.Prefix}:{Escape(id)}");
    }

    /// <summary>The keys beside a value's key, for one that was read back from Redis.</summary>
    public static EntryKeys Entry(string valueKey) => HasHashTag(valueKey)
        ? new(valueKey, $"{valueKey}\0f", $"{valueKey}\0w", $"{valueKey}\0d")
        : new(valueKey, $"{{{valueKey}}}f", $"{{{valueKey}}}w", $"{{{valueKey}}}d");

    /// <summary>A key beside a value's key under which nothing is ever stored: to find out whether a node takes writes of that slot.</summary>
    public static string Unused(string valueKey) => HasHashTag(valueKey) ? $"{valueKey}\0n" : $"{{{valueKey}}}n";

    /// <summary>The key beside a value's key of the dependents that are being removed: see <see cref="LeavingIndex"/>.</summary>
    public static RedisKey Leaving(string valueKey) => HasHashTag(valueKey) ? $"{valueKey}\0r" : $"{{{valueKey}}}r";

    /// <summary>The key beside a value's key of what the value depends on: see <see cref="EntryDependencies"/>.</summary>
    public static RedisKey Ties(string valueKey) => HasHashTag(valueKey) ? $"{valueKey}\0t" : $"{{{valueKey}}}t";

    /// <summary>Whether a key that begins with a keyspace's prefix is that of a value, and not one beside it: those that begin so have a NUL after a hash tag.</summary>
    public static bool IsValue(string key) => !(key.Contains(Nul) && HasHashTag(key));

    /// <summary>Takes a value's key apart; false for a key of another kind.</summary>
    public static bool TrySplit(string key, out ReadOnlySpan<char> prefix, out string id)
    {
        var colon = key.IndexOf(':');
        if (colon <= 0 || colon == key.Length - 1 || !IsValue(key))
        {
            prefix = default;
            id = "";
            return false;
        }

        prefix = key.AsSpan(0, colon);
        id = key[(colon + 1)..].Replace(Nul, '}');
        return true;
    }

    /// <summary>Whether a text can be written as UTF-8. Half a surrogate pair would be written as U+FFFD, and two different ids would share a key.</summary>
    public static bool IsUtf16(ReadOnlySpan<char> id)
    {
        while (!id.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(id, out _, out var consumed) is not OperationStatus.Done)
            {
                return false;
            }

            id = id[consumed..];
        }

        return true;
    }

    private static string Escape(string id) => id.Contains('}') && !HasHashTag(id) ? id.Replace('}', Nul) : id;

    // Redis' rule: what is between the first opening brace and the first closing brace after it, unless that is nothing.
    private static bool HasHashTag(ReadOnlySpan<char> key)
    {
        var open = key.IndexOf('{');
        return open >= 0 && key[(open + 1)..].IndexOf('}') > 0;
    }
}
