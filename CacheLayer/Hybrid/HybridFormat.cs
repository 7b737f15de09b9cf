using MessagePack;

namespace CacheLayer.Hybrid;

/// <summary>Turns values of one type into payloads and back.</summary>
internal abstract class HybridFormat<T>
{
    private static readonly HybridPayload Nil = new(new byte[] { MessagePackCode.Nil });

    public HybridPayload Write(T value) => value is null ? Nil : new(WriteValue(value));

    /// <exception cref="Exception">Whatever the deserialiser throws at bytes that it did not write.</exception>
    public T? Read(HybridPayload payload)
        => default(T) is null && payload.Bytes.Span is [MessagePackCode.Nil] ? default : ReadValue(payload.Bytes);

    protected abstract byte[] WriteValue(T value);

    protected abstract T ReadValue(ReadOnlyMemory<byte> payload);
}
