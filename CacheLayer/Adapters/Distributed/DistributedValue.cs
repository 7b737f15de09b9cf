using MessagePack;

namespace CacheLayer.Adapters.Distributed;

/// <summary>Bytes, and what their life depends on when reads prolong it.</summary>
/// <param name="Bytes">The bytes.</param>
/// <param name="Sliding">How long it lives after each read, in milliseconds; 0 when reads do not prolong its life.</param>
/// <param name="ExpiresAt">When it ends whatever is read, in Unix milliseconds; 0 for never. Known for sliding ones only.</param>
/// <param name="StoredAt">When it was stored, in Unix milliseconds, as the entry says too. Known for sliding ones only.</param>
[MessagePackFormatter(typeof(DistributedValueFormatter))]
internal sealed record DistributedValue(byte[] Bytes, long Sliding = 0, long ExpiresAt = 0, long StoredAt = 0);
