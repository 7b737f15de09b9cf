using Microsoft.Extensions.DependencyInjection;

namespace CacheLayer.Benchmarks.Peers;

/// <summary>Builds the service provider of a peer over Microsoft's Redis-backed <c>IDistributedCache</c>.</summary>
internal static class Services
{
    public static ServiceProvider Over(string redis, string instance, Action<IServiceCollection> add)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddStackExchangeRedisCache(options =>
        {
            options.Configuration = redis;
            options.InstanceName = instance;
        });
        add(services);
        return services.BuildServiceProvider();
    }
}
