using CacheLayer.Entries;
using MessagePack;

namespace CacheLayer;

/// <summary>A value as it is stored: one complete MessagePack value, not deserialised.</summary>
/// <remarks>What a keyspace's <see cref="Keyspace{T}.Raw"/> view reads, for answers in MessagePack that need no re-encoding.</remarks>
/// <param name="Bytes">The MessagePack bytes.</param>
[MessagePackFormatter(typeof(CachePayloadFormatter))]
public sealed record CachePayload(ReadOnlyMemory<byte> Bytes);
