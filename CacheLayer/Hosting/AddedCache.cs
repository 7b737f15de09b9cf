namespace CacheLayer.Hosting;

/// <summary>Marks in the services that a cache was added.</summary>
internal sealed record AddedCache(CacheLayerBuilder Builder);
