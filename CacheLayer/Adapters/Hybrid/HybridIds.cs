using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using CacheLayer.Scripts;

namespace CacheLayer.Adapters.Hybrid;

/// <summary>Makes ids of keys and tags: themselves, and a hash of those that no id can be.</summary>
internal static class HybridIds
{
    // No key has a control character, so no key is another one's hash; a tag that has one is hashed itself.
    private const char HashMark = '\u0001';

    /// <summary>The id of a key; null, and the reason, for the keys that Microsoft's does not cache either.</summary>
    public static string? OfKey(string? key, int maxLength, out string? refusal)
    {
        refusal = null;
        if (!string.IsNullOrEmpty(key) && key.Length <= Math.Min(maxLength, Keyspace.MaxIdBytes) && !key.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            return key;
        }

        refusal = string.IsNullOrWhiteSpace(key) ? "The key is empty."
            : key.Length > maxLength ? $"The key has more than {maxLength} characters."
            : HasControls(key) ? "The key has control characters."
            : !KeyLayout.IsUtf16(key) ? "The key has half a surrogate pair."
            : null;
        return refusal is null ? Of(key!) : null;
    }

    /// <summary>The id of a tag, which may be any text.</summary>
    public static string OfTag(string tag) => HasControls(tag) || !KeyLayout.IsUtf16(tag) ? Hash(tag) : Of(tag);

    private static string Of(string text) => Encoding.UTF8.GetByteCount(text) <= Keyspace.MaxIdBytes ? text : Hash(text);

    private static string Hash(string text) => HashMark + Base64Url.EncodeToString(SHA256.HashData(MemoryMarshal.AsBytes(text.AsSpan())));

    private static bool HasControls(string text) => text.AsSpan().ContainsAnyInRange('\0', '\u001F');
}
