namespace CacheLayer.DependencyInjection;

/// <summary>Marks in the services that a cache was added.</summary>
internal sealed record AddedCache(CacheLayerBuilder Builder);
