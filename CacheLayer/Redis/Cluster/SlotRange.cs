namespace CacheLayer.Redis.Cluster;

/// <summary>Slots from one to another, both included.</summary>
internal readonly record struct SlotRange(int First, int Last);
