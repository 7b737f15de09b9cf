using System.ComponentModel.DataAnnotations;
using CacheLayer;
using CacheLayer.DependencyInjection;
using CacheLayer.OutputCaching;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.Hosting;

/// <summary>Puts the output cache of ASP.NET Core on a cache.</summary>
public static class CacheLayerOutputCacheExtensions
{
    /// <summary>
    /// Adds output caching, and registers an <see cref="IOutputCacheStore"/> (an <see cref="IOutputCacheBufferStore"/>, too) on this cache in place
    /// of the one in memory, keyed cache or not: an application has one. Policies are set with <c>services.AddOutputCache(options => ...)</c>, before or
    /// after. How long a response lives its policy says; everything else that of keyspace <c>output</c>.
    /// </summary>
    /// <param name="builder">The cache.</param>
    /// <param name="configureSettings">Changes the defaults.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ValidationException">A setting is out of range; the message names it.</exception>
    public static CacheLayerBuilder AddOutputCache(this CacheLayerBuilder builder, Action<OutputCacheSettings>? configureSettings = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var settings = new OutputCacheSettings();
        configureSettings?.Invoke(settings);
        Validator.ValidateObject(settings, new(settings), validateAllProperties: true);
        var services = builder.HostBuilder.Services;
        services.AddOutputCache();
        services.RemoveAll<IOutputCacheStore>();
        services.AddSingleton<IOutputCacheStore>(provider => new LeasedOutputCacheStore(builder.CacheOf(provider).CreateResponseStore(settings.KeyPrefix)));
        builder.AddLifetime(cache => new InvalidatorLifetime(cache));
        return builder;
    }
}
