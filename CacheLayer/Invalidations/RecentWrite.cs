using CacheLayer.Scripts;

namespace CacheLayer.Invalidations;

/// <summary>What a process last did to an entry.</summary>
/// <param name="Keys">The entry.</param>
/// <param name="Version">The highest version that it was invalidated with, or 0.</param>
/// <param name="IsRemoved">Whether whatever was there was removed.</param>
/// <param name="StoredAt">When the value was stored that was pushed, as the entry says it; empty for none.</param>
internal readonly record struct RecentWrite(EntryKeys Keys, long Version, bool IsRemoved, ReadOnlyMemory<byte> StoredAt);
