using System.Buffers;
using System.Text;
using StackExchange.Redis;

namespace CacheLayer.Protocol;

/// <summary>The one place that knows how Redis keys are written.</summary>
/// <remarks>
/// A value's key is <c>prefix:id</c>. What belongs to it is stored beside it, in the same hash slot: <c>{prefix:id}f</c> the
/// fence, <c>{prefix:id}w</c> the watermark, <c>{prefix:id}d</c> the index of dependents. An id may hold braces: where Redis
/// already takes a part of the value's key as the hash tag, the suffix is appended after a NUL, which no id contains;
/// where a closing brace would end our own tag early, it is stored as NUL.
/// </remarks>
internal static class KeyLayout
{
    public const int MaxIdBytes = 512;

    private const char Nul = '\0';

    /// <summary>The key of a value; without allocation for an id that has no closing brace.</summary>
    /// <exception cref="ArgumentException">The id is empty, too long, or has a character that no key can hold.</exception>
    public static RedisKey Value(Keyspace keyspace, string id, string parameterName = "id")
    {
        Validate(id, parameterName);
        return keyspace.KeyPrefix.Append(Escape(id));
    }

    /// <summary>A value's key with those of its fence, watermark and dependents.</summary>
    public static EntryKeys Entry(Keyspace keyspace, string id, string parameterName = "id")
    {
        Validate(id, parameterName);
        return Entry($"{keyspace.Prefix}:{Escape(id)}");
    }

    /// <summary>The keys beside a value's key, for one that was read back from Redis.</summary>
    public static EntryKeys Entry(string valueKey) => HasHashTag(valueKey)
        ? new(valueKey, $"{valueKey}\0f", $"{valueKey}\0w", $"{valueKey}\0d")
        : new(valueKey, $"{{{valueKey}}}f", $"{{{valueKey}}}w", $"{{{valueKey}}}d");

    /// <summary>Whether a prefix can begin a key: letters, digits, <c>-</c>, <c>_</c> and <c>.</c>, so that it never looks like a hash tag.</summary>
    public static bool IsPrefix(string prefix) => prefix.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    private static string Escape(string id) => id.Contains('}') && !HasHashTag(id) ? id.Replace('}', Nul) : id;

    // Redis' rule: what is between the first opening brace and the first closing brace after it, unless that is nothing.
    private static bool HasHashTag(ReadOnlySpan<char> key)
    {
        var open = key.IndexOf('{');
        return open >= 0 && key[(open + 1)..].IndexOf('}') > 0;
    }

    private static void Validate(string id, string parameterName)
    {
        ArgumentException.ThrowIfNullOrEmpty(id, parameterName);
        if (Ascii.IsValid(id))
        {
            if (id.Length <= MaxIdBytes && !id.Contains(Nul))
            {
                return;
            }
        }
        else if (!id.Contains(Nul) && IsUtf16(id) && Encoding.UTF8.GetByteCount(id) <= MaxIdBytes)
        {
            return;
        }

        throw new ArgumentException($"An id has at most {MaxIdBytes} bytes of UTF-8, no NUL and no half of a surrogate pair.", parameterName);
    }

    // Half a pair would be written as U+FFFD, and two different ids would share a key.
    private static bool IsUtf16(ReadOnlySpan<char> id)
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
}
