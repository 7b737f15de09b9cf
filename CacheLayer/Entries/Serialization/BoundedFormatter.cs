using MessagePack;
using MessagePack.Formatters;

namespace CacheLayer.Entries.Serialization;

/// <summary>Around the formatter of a type that may hold itself, or be derived from: refuses to write what has no end, and what would be read back as less.</summary>
internal sealed class BoundedFormatter<T>(IMessagePackFormatter<T> formatter) : IMessagePackFormatter<T>
{
    public void Serialize(ref MessagePackWriter writer, T value, MessagePackSerializerOptions options)
    {
        if (value is not null && typeof(T) is { IsValueType: false, IsAbstract: false })
        {
            ExactMembers.ThrowIfDerived(value, typeof(T));
        }

        GraphDepth.Enter();
        try
        {
            formatter.Serialize(ref writer, value, options);
        }
        finally
        {
            GraphDepth.Leave();
        }
    }

    public T Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options) => formatter.Deserialize(ref reader, options);
}
