using Microsoft.Extensions.Hosting;

namespace CacheLayer;

/// <summary>A cache that was added to an application, for what can be added to it.</summary>
public sealed class CacheLayerBuilder
{
    internal CacheLayerBuilder(IHostApplicationBuilder hostBuilder, string connectionName, string? serviceKey)
    {
        HostBuilder = hostBuilder;
        ConnectionName = connectionName;
        ServiceKey = serviceKey;
    }

    /// <summary>The application.</summary>
    public IHostApplicationBuilder HostBuilder { get; }

    /// <summary>The name of the connection string.</summary>
    public string ConnectionName { get; }

    /// <summary>The key of the services, or null.</summary>
    public string? ServiceKey { get; }
}
