using StackExchange.Redis;

namespace CacheLayer.Scripts;

/// <summary>The keys of one entry, all in one hash slot.</summary>
/// <param name="Value">The entry.</param>
/// <param name="Lease">The token of the fill under way.</param>
/// <param name="Watermark">The lowest version that may be cached; its remaining life tells when it was last raised.</param>
/// <param name="Dependents">The value keys of entries that must go when this one does, by when they expire.</param>
internal readonly record struct EntryKeys(string Value, RedisKey Lease, RedisKey Watermark, RedisKey Dependents);
