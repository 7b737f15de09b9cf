namespace CacheLayer.Invalidator.Worker;

/// <summary>A key by which invalidations are made one: those without a version apart, because they remove what those with one may leave.</summary>
internal readonly record struct InvalidatedKey(Keyspace Keyspace, string Id, bool HasVersion)
{
    public static InvalidatedKey Of(Invalidation invalidation) => new(invalidation.Keyspace, invalidation.Id, invalidation.Version is not 0);
}
