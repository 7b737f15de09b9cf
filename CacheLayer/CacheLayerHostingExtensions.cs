using CacheLayer;
using CacheLayer.DependencyInjection;
using CacheLayer.Keyspaces;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Microsoft.Extensions.Hosting;

/// <summary>Adds the cache to an application.</summary>
public static class CacheLayerHostingExtensions
{
    /// <summary>
    /// Registers <see cref="CacheClient"/>, <see cref="CacheAside"/>, <see cref="CacheInvalidator"/>, <see cref="CacheStatistics"/>
    /// and <see cref="CacheMetrics"/> as singletons, with health check, metrics and traces; connections are opened before the host reports ready.
    /// </summary>
    /// <param name="builder">The application.</param>
    /// <param name="connectionName">The name of the connection string.</param>
    /// <param name="configureSettings">Changes settings after configuration was read.</param>
    /// <remarks>
    /// Settings come from the section <c>CacheLayer</c>, then <c>CacheLayer:{connectionName}</c>, then <c>ConnectionStrings:{connectionName}</c>,
    /// then <paramref name="configureSettings"/>; those of the keyspaces from <c>CacheLayer:Keyspaces:{name}</c>. The host does not start when one is wrong.
    /// Adding the same cache again adds nothing: <paramref name="configureSettings"/> changes the settings of the first, those of health check, metrics and
    /// traces excepted.
    /// </remarks>
    /// <returns>For what can be added to the cache.</returns>
    /// <exception cref="InvalidOperationException">Another cache was added before; an application has one that is not keyed.</exception>
    public static CacheLayerBuilder AddCacheLayer(this IHostApplicationBuilder builder, string connectionName, Action<CacheLayerSettings>? configureSettings = null)
        => Add(builder, connectionName, configureSettings, serviceKey: null);

    /// <summary>Does what <see cref="AddCacheLayer"/> does, with keyed singletons: for an application with several caches.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The key of the services and the name of the connection string.</param>
    /// <param name="configureSettings">Changes settings after configuration was read.</param>
    /// <returns>For what can be added to the cache.</returns>
    public static CacheLayerBuilder AddKeyedCacheLayer(this IHostApplicationBuilder builder, string name, Action<CacheLayerSettings>? configureSettings = null)
        => Add(builder, name, configureSettings, serviceKey: name);

    private static CacheLayerBuilder Add(IHostApplicationBuilder builder, string connectionName, Action<CacheLayerSettings>? configureSettings, string? serviceKey)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionName);
        if (Find(builder.Services, serviceKey) is { } added)
        {
            ThrowIfAnother(added, connectionName);
            configureSettings?.Invoke(added.Settings);
            added.ConfigureSettings += configureSettings;
            return added;
        }

        var cache = new CacheLayerBuilder(builder, connectionName, serviceKey, ReadSettings(builder.Configuration, connectionName, configureSettings)) { ConfigureSettings = configureSettings };
        builder.Services.AddSingleton(new AddedCache(cache));
        AddKeyspaces(builder);
        builder.Services.AddMetrics();
        builder.Services.AddKeyedSingleton(cache, (services, _) =>
        {
            cache.ThrowIfInvalid(services);
            return new CacheServices(
                cache.Settings,
                cache.Keyspaces,
                () => ReadSettings(services.GetRequiredService<IConfiguration>(), connectionName, cache.ConfigureSettings).ConnectionString,
                services,
                serviceKey);
        });
        cache.AddLifetime(services => new CacheLifetime(services));
        cache.AddPart((services, _) => services.Client);
        cache.AddPart((services, _) => services.Aside);
        cache.AddPart((services, _) => services.Invalidator);
        cache.AddPart((services, _) => services.Statistics);
        cache.AddPart((services, _) => services.Metrics);
        AddObservability(cache);
        return cache;
    }

    /// <summary>The cache that was added with this key, or without one.</summary>
    internal static CacheLayerBuilder? Find(IServiceCollection services, string? serviceKey)
        => services.Where(service => service.ServiceType == typeof(AddedCache))
            .Select(service => ((AddedCache)service.ImplementationInstance!).Builder)
            .FirstOrDefault(cache => cache.ServiceKey == serviceKey);

    // Only without a key can the names differ.
    private static void ThrowIfAnother(CacheLayerBuilder added, string connectionName)
    {
        if (added.ConnectionName != connectionName)
        {
            throw new InvalidOperationException(
                $"The cache '{added.ConnectionName}' was already added without a key. Add '{connectionName}' with {nameof(AddKeyedCacheLayer)}(\"{connectionName}\"), "
                + $"and ask for its services by that key.");
        }
    }

    private static CacheLayerSettings ReadSettings(IConfiguration configuration, string connectionName, Action<CacheLayerSettings>? configureSettings)
    {
        var settings = new CacheLayerSettings();
        var section = configuration.GetSection(CacheLayerSettings.SectionName);
        section.Bind(settings);
        section.GetSection(connectionName).Bind(settings);
        settings.ConnectionString = configuration.GetConnectionString(connectionName) ?? settings.ConnectionString;
        configureSettings?.Invoke(settings);
        return settings;
    }

    private static void AddKeyspaces(IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<KeyspaceOptions>>(new KeyspaceOptionsValidator(builder.Configuration)));
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<KeyspaceOptions>>(new KeyspaceOptionsSetup(builder.Configuration)));
        foreach (var keyspace in KeyspacePolicies.Configured(builder.Configuration))
        {
            builder.Services.AddOptions<KeyspaceOptions>(keyspace).ValidateOnStart();
        }
    }

    private static void AddObservability(CacheLayerBuilder builder)
    {
        var (services, settings) = (builder.HostBuilder.Services, builder.Settings);
        if (!settings.DisableHealthChecks)
        {
            services.AddHealthChecks().Add(new HealthCheckRegistration(
                builder.ServiceKey is null ? "CacheLayer" : $"CacheLayer_{builder.ServiceKey}",
                provider =>
                {
                    var cache = builder.CacheOf(provider);
                    return new CacheHealthCheck(cache.Router, cache.Lag, cache.Policies);
                },
                HealthStatus.Degraded,
                tags: null));
        }

        if (!settings.DisableTracing)
        {
            services.ConfigureOpenTelemetryTracerProvider(traces => traces.AddSource(CacheTelemetry.ActivitySourceName));
        }

        if (!settings.DisableMetrics)
        {
            services.ConfigureOpenTelemetryMeterProvider(metrics => metrics.AddMeter(CacheTelemetry.MeterName));
        }
    }
}
