using System.Text;

namespace CacheLayer.Scripts;

/// <summary>
/// What a value that was pushed depends on, beside it: an index may still name it for what the value before it depended on. It begins with when
/// the value was stored, so that it says nothing of another value; then come the keys, each between two marks.
/// </summary>
internal static class EntryDependencies
{
    private const char Mark = '\u0001';

    /// <param name="storedAt">When the value was stored, as the entry says it.</param>
    /// <param name="dependencies">What it depends on.</param>
    public static byte[] Of(ReadOnlyMemory<byte> storedAt, EntryKeys[] dependencies)
        => [.. storedAt.Span, .. Encoding.UTF8.GetBytes(Mark + string.Concat(dependencies.Select(keys => keys.Value + Mark)))];
}
