namespace CacheLayer.Invalidator.Worker;

/// <summary>A key by which invalidations are made one.</summary>
internal readonly record struct InvalidatedKey(Keyspace Keyspace, string Id);
