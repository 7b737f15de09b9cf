using CacheLayer.Entries;
using MessagePack;

namespace CacheLayer.Hybrid;

/// <summary>The value itself as MessagePack: what any language with a MessagePack library reads.</summary>
internal sealed class MessagePackFormat<T> : HybridFormat<T>
{
    protected override byte[] WriteValue(T value) => MessagePackSerializer.Serialize(value, EntryCodec.Options);

    protected override T ReadValue(ReadOnlyMemory<byte> payload)
    {
        var value = MessagePackSerializer.Deserialize<T>(payload, EntryCodec.Options, out var read);
        return read == payload.Length ? value : throw new MessagePackSerializationException("There is more than one value.");
    }
}
