using System.ComponentModel.DataAnnotations;
using CacheLayer;
using CacheLayer.DependencyInjection;
using Microsoft.Extensions.Caching.Hybrid;

namespace Microsoft.Extensions.Hosting;

/// <summary>Adds the standard .NET abstraction to a cache.</summary>
public static class CacheLayerHybridExtensions
{
    /// <summary>
    /// Registers a <see cref="HybridCache"/> on this cache, as a singleton, keyed if the cache is: in place of
    /// <c>services.AddHybridCache()</c>. The policy of its entries is that of keyspace <c>hybrid</c>.
    /// </summary>
    /// <param name="builder">The cache.</param>
    /// <param name="configureSettings">Changes the defaults.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ValidationException">A setting is out of range; the message names it.</exception>
    public static CacheLayerBuilder AddHybridCache(this CacheLayerBuilder builder, Action<HybridCacheSettings>? configureSettings = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var settings = new HybridCacheSettings();
        configureSettings?.Invoke(settings);
        Validator.ValidateObject(settings, new(settings), validateAllProperties: true);
        builder.AddPart<HybridCache>((cache, provider) => cache.CreateHybridCache(settings, provider));
        builder.AddLifetime(cache => new InvalidatorLifetime(cache));
        return builder;
    }
}
