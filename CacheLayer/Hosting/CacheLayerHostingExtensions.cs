using CacheLayer;

namespace Microsoft.Extensions.Hosting;

/// <summary>Adds the cache to an application.</summary>
public static class CacheLayerHostingExtensions
{
    /// <summary>
    /// Registers <see cref="CacheClient"/>, <see cref="CacheAside"/>, <see cref="CacheInvalidator"/> and <see cref="CacheStatistics"/>
    /// as singletons, with health check, metrics and traces; connections are opened before the host reports ready.
    /// </summary>
    /// <param name="builder">The application.</param>
    /// <param name="connectionName">The name of the connection string.</param>
    /// <param name="configureSettings">Changes settings after configuration was read.</param>
    public static void AddCacheLayer(this IHostApplicationBuilder builder, string connectionName, Action<CacheLayerSettings>? configureSettings = null)
        => throw new NotImplementedException();
}
