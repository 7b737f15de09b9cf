using CacheLayer;
using CacheLayer.Hosting;
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
    /// </remarks>
    /// <returns>For what can be added to the cache.</returns>
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

        var settings = ReadSettings(builder.Configuration, connectionName, configureSettings);
        AddKeyspaces(builder);
        builder.Services.AddMetrics();
        builder.Services.AddKeyedSingleton(connectionName, (services, _) =>
        {
            settings.ThrowIfInvalid(connectionName);
            return new CacheServices(settings, services, serviceKey);
        });
        builder.Services.AddSingleton<IHostedService>(services => new CacheLifetime(Services(services, connectionName)));
        AddPart(builder.Services, connectionName, serviceKey, (cache, _) => cache.Client);
        AddPart(builder.Services, connectionName, serviceKey, (cache, _) => cache.Aside);
        AddPart(builder.Services, connectionName, serviceKey, (cache, _) => cache.Invalidator);
        AddPart(builder.Services, connectionName, serviceKey, (cache, _) => cache.Statistics);
        AddPart(builder.Services, connectionName, serviceKey, (cache, _) => cache.Metrics);
        AddObservability(builder.Services, settings, connectionName, serviceKey);
        return new(builder, connectionName, serviceKey);
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
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<KeyspaceOptions>, KeyspaceOptionsValidator>());
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<KeyspaceOptions>>(new KeyspaceOptionsSetup(builder.Configuration)));
        foreach (var keyspace in KeyspacePolicies.Configured(builder.Configuration))
        {
            builder.Services.AddOptions<KeyspaceOptions>(keyspace).ValidateOnStart();
        }
    }

    private static void AddObservability(IServiceCollection services, CacheLayerSettings settings, string connectionName, string? serviceKey)
    {
        if (!settings.DisableHealthChecks)
        {
            services.AddHealthChecks().Add(new HealthCheckRegistration(
                serviceKey is null ? "CacheLayer" : $"CacheLayer_{connectionName}",
                provider =>
                {
                    var cache = Services(provider, connectionName);
                    return new CacheHealthCheck(cache.Router, cache.Lag);
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

    internal static void AddPart<TPart>(IServiceCollection services, string connectionName, string? serviceKey, Func<CacheServices, IServiceProvider, TPart> part)
        where TPart : class
    {
        if (serviceKey is null)
        {
            services.AddSingleton(provider => part(Services(provider, connectionName), provider));
        }
        else
        {
            services.AddKeyedSingleton(serviceKey, (provider, _) => part(Services(provider, connectionName), provider));
        }
    }

    internal static CacheServices Services(IServiceProvider services, string connectionName)
        => services.GetRequiredKeyedService<CacheServices>(connectionName);
}
