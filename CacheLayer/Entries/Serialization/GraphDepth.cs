using MessagePack;

namespace CacheLayer.Entries.Serialization;

/// <summary>How deep the value is that this thread is writing. A thread writes one at a time, from end to end.</summary>
internal static class GraphDepth
{
    // Readers stop at 500 objects and collections within each other, of which there may be several for each of these.
    private const int Max = 100;

    [ThreadStatic]
    private static int _depth;

    /// <exception cref="MessagePackSerializationException">It is too deep; most likely it holds itself.</exception>
    public static void Enter()
    {
        if (_depth == Max)
        {
            throw new MessagePackSerializationException($"The value has more than {Max} objects within each other, or holds itself.");
        }

        _depth++;
    }

    public static void Leave() => _depth--;
}
