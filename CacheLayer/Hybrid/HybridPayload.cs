using MessagePack;

namespace CacheLayer.Hybrid;

/// <summary>
/// A value as it is stored: one MessagePack value; nil for null, binary for what a serialiser of the application's wrote.
/// Every caller deserialises it for itself, so that none sees what another one does to its object.
/// </summary>
[MessagePackFormatter(typeof(HybridPayloadFormatter))]
internal sealed class HybridPayload(ReadOnlyMemory<byte> bytes)
{
    public ReadOnlyMemory<byte> Bytes => bytes;
}
