using System.Buffers;
using CacheLayer.Catalogue;
using MessagePack;
using Microsoft.Extensions.Caching.Hybrid;

namespace CacheLayer.Benchmarks.Peers;

/// <summary>Gives HybridCache the same format as the others.</summary>
internal sealed class MessagePackHybridSerializer : IHybridCacheSerializer<Product>
{
    public Product Deserialize(ReadOnlySequence<byte> source) => MessagePackSerializer.Deserialize<Product>(source);

    public void Serialize(Product value, IBufferWriter<byte> target) => MessagePackSerializer.Serialize(target, value);
}
