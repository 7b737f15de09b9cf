using MessagePack;

namespace CacheLayer.Adapters.Hybrid;

/// <summary>
/// A value as it is stored: one MessagePack value; nil for null, binary for what a serialiser of the application's wrote.
/// Every caller deserialises it for itself, so that none sees what another one does to its object.
/// </summary>
/// <param name="bytes">The value; none when it cannot be stored.</param>
/// <param name="created">What the factory created, for callers to share when it cannot be read back; null for what was stored.</param>
[MessagePackFormatter(typeof(HybridPayloadFormatter))]
internal sealed class HybridPayload(ReadOnlyMemory<byte> bytes, object? created = null)
{
    public ReadOnlyMemory<byte> Bytes => bytes;

    public object? Created => created;

    /// <summary>Whether there is something to store.</summary>
    public bool IsStorable => !bytes.IsEmpty;
}
