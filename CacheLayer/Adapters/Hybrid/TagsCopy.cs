using System.Buffers;

namespace CacheLayer.Adapters.Hybrid;

/// <summary>Copies the tags of a call, which its caller may change while the call runs, into pooled memory: a hit needs none of them.</summary>
internal static class TagsCopy
{
    /// <returns>The tags, or null when there are none; give them to <see cref="Return"/>.</returns>
    public static ArraySegment<string>? Of(IEnumerable<string>? tags)
    {
        if (tags is null)
        {
            return null;
        }

        var collection = tags as ICollection<string> ?? [.. tags];
        var count = collection.Count;
        var copy = ArrayPool<string>.Shared.Rent(count);
        collection.CopyTo(copy, 0);
        return new(copy, 0, count);
    }

    public static void Return(ArraySegment<string>? tags)
    {
        if (tags is { Array: { } copy })
        {
            ArrayPool<string>.Shared.Return(copy, clearArray: true);
        }
    }
}
