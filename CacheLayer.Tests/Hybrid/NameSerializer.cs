using System.Buffers;
using System.Text;
using Microsoft.Extensions.Caching.Hybrid;

namespace CacheLayer.Tests.Hybrid;

/// <summary>Stores a thing's name only.</summary>
internal sealed class NameSerializer : IHybridCacheSerializer<Thing>
{
    private int _writes;

    public int Writes => _writes;

    public Thing Deserialize(ReadOnlySequence<byte> source) => new() { Name = Encoding.UTF8.GetString(source) };

    public void Serialize(Thing value, IBufferWriter<byte> target)
    {
        Interlocked.Increment(ref _writes);
        Encoding.UTF8.GetBytes(value.Name, target);
    }
}
