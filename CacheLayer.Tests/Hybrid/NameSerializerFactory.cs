using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Microsoft.Extensions.Caching.Hybrid;

namespace CacheLayer.Tests.Hybrid;

/// <summary>Makes serialisers for packed things alone, which store the name and read a number of their own.</summary>
internal sealed class NameSerializerFactory(int number) : IHybridCacheSerializerFactory
{
    public bool TryCreateSerializer<T>([NotNullWhen(true)] out IHybridCacheSerializer<T>? serializer)
    {
        serializer = new Serializer(number) as IHybridCacheSerializer<T>;
        return serializer is not null;
    }

    private sealed class Serializer(int number) : IHybridCacheSerializer<PackedThing>
    {
        public PackedThing Deserialize(ReadOnlySequence<byte> source) => new(Encoding.UTF8.GetString(source), number);

        public void Serialize(PackedThing value, IBufferWriter<byte> target) => Encoding.UTF8.GetBytes(value.Name, target);
    }
}
