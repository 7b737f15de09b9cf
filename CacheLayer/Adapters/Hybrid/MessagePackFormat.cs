using CacheLayer.Entries;
using MessagePack;
using Microsoft.Extensions.Logging;

namespace CacheLayer.Adapters.Hybrid;

/// <summary>The value itself as MessagePack, what any language with a MessagePack library reads; or JSON in a string, for types that are not made for it.</summary>
internal sealed class MessagePackFormat<T>(HybridViews views, ILogger logger, TimeProvider time)
    : HybridFormat<T>(views, EntryFormat<T>.Shape.Refusal, logger, time)
{
    protected override byte[] WriteValue(T value) => EntryCodec.EncodeValue(value);

    protected override T ReadValue(ReadOnlyMemory<byte> payload)
    {
        var reader = new MessagePackReader(payload);
        var value = EntryFormat<T>.Formatter.Deserialize(ref reader, EntryCodec.Options);
        return reader.End ? value : throw new MessagePackSerializationException("There is more than one value.");
    }
}
