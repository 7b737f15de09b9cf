using System.Buffers;
using MessagePack;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Logging;

namespace CacheLayer.Adapters.Hybrid;

/// <summary>What a serialiser writes, as MessagePack binary.</summary>
internal sealed class SerializerFormat<T>(IHybridCacheSerializer<T> serializer, HybridViews views, string? refusal, ILogger logger, TimeProvider time)
    : HybridFormat<T>(views, refusal, logger, time)
{
    protected override byte[] WriteValue(T value)
    {
        var content = new ArrayBufferWriter<byte>();
        serializer.Serialize(value, content);
        var payload = new ArrayBufferWriter<byte>(content.WrittenCount + 5);
        var writer = new MessagePackWriter(payload);
        writer.Write(content.WrittenSpan);
        writer.Flush();
        return payload.WrittenSpan.ToArray();
    }

    protected override T ReadValue(ReadOnlyMemory<byte> payload)
    {
        var reader = new MessagePackReader(payload);
        return reader.ReadBytes() is { } content && reader.End
            ? serializer.Deserialize(content)
            : throw new MessagePackSerializationException("The payload is not a single binary value.");
    }
}
