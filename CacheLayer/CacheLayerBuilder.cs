using CacheLayer.DependencyInjection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CacheLayer;

/// <summary>A cache that was added to an application, for what can be added to it.</summary>
public sealed class CacheLayerBuilder
{
    internal CacheLayerBuilder(IHostApplicationBuilder hostBuilder, string connectionName, string? serviceKey, CacheLayerSettings settings)
    {
        HostBuilder = hostBuilder;
        ConnectionName = connectionName;
        ServiceKey = serviceKey;
        Settings = settings;
    }

    /// <summary>The application.</summary>
    public IHostApplicationBuilder HostBuilder { get; }

    /// <summary>The name of the connection string.</summary>
    public string ConnectionName { get; }

    /// <summary>The key of the services, or null.</summary>
    public string? ServiceKey { get; }

    internal CacheLayerSettings Settings { get; }

    /// <summary>The keyspaces that the application has named.</summary>
    internal List<Keyspace> Keyspaces { get; } = [];

    /// <summary>What the application changes in settings after configuration was read.</summary>
    internal Action<CacheLayerSettings>? ConfigureSettings { get; set; }

    /// <summary>
    /// Names the keyspaces that the application uses, so that two that share a name or a prefix are refused when the host starts and not at first use,
    /// and a section of <c>CacheLayer:Keyspaces</c> whose name none of them has is warned of.
    /// </summary>
    /// <param name="keyspaces">The keyspaces. Those that are not named can be used as well.</param>
    /// <returns>This cache.</returns>
    public CacheLayerBuilder AddKeyspaces(params IEnumerable<Keyspace> keyspaces)
    {
        ArgumentNullException.ThrowIfNull(keyspaces);
        Keyspaces.AddRange(keyspaces);
        return this;
    }

    /// <summary>Registers a part of the cache as a singleton, keyed if the cache is.</summary>
    internal void AddPart<TPart>(Func<CacheServices, IServiceProvider, TPart> part)
        where TPart : class
    {
        if (ServiceKey is null)
        {
            HostBuilder.Services.AddSingleton(provider => part(CacheOf(provider), provider));
        }
        else
        {
            HostBuilder.Services.AddKeyedSingleton(ServiceKey, (provider, _) => part(CacheOf(provider), provider));
        }
    }

    /// <summary>Registers what is done when the host starts and stops.</summary>
    internal void AddLifetime(Func<CacheServices, IHostedService> lifetime)
        => HostBuilder.Services.AddSingleton(provider => lifetime(CacheOf(provider)));

    internal CacheServices CacheOf(IServiceProvider services) => services.GetRequiredKeyedService<CacheServices>(this);
}
