using System.Text;

namespace CacheLayer.Scripts;

/// <summary>
/// What a value that was pushed depends on, beside it: an index may still name it for what the value before it depended on. It begins with when
/// the value was stored, so that it says nothing of another value; then come the keys, each between two marks.
/// </summary>
internal static class EntryDependencies
{
    private const char Mark = '\u0001';

    /// <summary>Lua: whether a value must go because of what it may depend on. It stays only where it is known that it does not.</summary>
    public const string IsTied = """
        local function isTied(value, ties, key)
          local text = redis.pcall('GET', ties)
          if type(text) ~= 'string' or string.sub(text, 1, 9) ~= redis.pcall('GETRANGE', value, 3, 11) then return true end
          return string.find(text, '\1' .. key .. '\1', 10, true) ~= nil
        end

        """;

    /// <param name="storedAt">When the value was stored, as the entry says it.</param>
    /// <param name="dependencies">What it depends on.</param>
    public static byte[] Of(ReadOnlyMemory<byte> storedAt, EntryKeys[] dependencies)
        => [.. storedAt.Span, .. Encoding.UTF8.GetBytes(Mark + string.Concat(dependencies.Select(keys => keys.Value + Mark)))];
}
