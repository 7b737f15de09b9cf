using System.ComponentModel.DataAnnotations;
using CacheLayer;
using CacheLayer.DependencyInjection;
using Microsoft.Extensions.Caching.Distributed;

namespace Microsoft.Extensions.Hosting;

/// <summary>Adds the standard abstraction for bytes to a cache.</summary>
public static class CacheLayerDistributedExtensions
{
    /// <summary>
    /// Registers an <see cref="IDistributedCache"/> (an <see cref="IBufferDistributedCache"/>, too) on this cache, as a singleton, keyed if
    /// the cache is: in place of <c>services.AddStackExchangeRedisCache()</c>. The policy of its entries is that of keyspace <c>distributed</c>.
    /// </summary>
    /// <param name="builder">The cache.</param>
    /// <param name="configureSettings">Changes the defaults.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ValidationException">A setting is out of range; the message names it.</exception>
    public static CacheLayerBuilder AddDistributedCache(this CacheLayerBuilder builder, Action<DistributedCacheSettings>? configureSettings = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var settings = new DistributedCacheSettings();
        configureSettings?.Invoke(settings);
        Validator.ValidateObject(settings, new(settings), validateAllProperties: true);
        builder.AddPart<IDistributedCache>((cache, _) => cache.CreateDistributedCache(settings));
        builder.AddLifetime(cache => new InvalidatorLifetime(cache));
        return builder;
    }
}
