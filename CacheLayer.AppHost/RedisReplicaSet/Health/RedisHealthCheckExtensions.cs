using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting;

/// <summary>Registers the health checks of Redis servers; each is named <c>{resource}_check</c>.</summary>
internal static class RedisHealthCheckExtensions
{
    public static IResourceBuilder<RedisReplicaSetResource> WithReplicaSetHealthCheck(this IResourceBuilder<RedisReplicaSetResource> builder)
    {
        var set = builder.Resource;
        return builder.WithHealthCheck(builder.ApplicationBuilder.AddHealthCheck(set.Name, services => new ReplicaSetHealthCheck(set, services.ViewOf(set))));
    }

    public static string AddNodeHealthCheck(this IResourceBuilder<RedisReplicaSetResource> builder, RedisServer node)
        => builder.ApplicationBuilder.AddHealthCheck(node.Name, services => new NodeHealthCheck(node, services.ViewOf(builder.Resource)));

    public static string AddSentinelHealthCheck(this IResourceBuilder<RedisReplicaSetResource> builder, RedisServer sentinel)
        => builder.ApplicationBuilder.AddHealthCheck(sentinel.Name, services => new SentinelHealthCheck(builder.Resource, sentinel, services.ViewOf(builder.Resource)));

    public static string AddPingHealthCheck(this IDistributedApplicationBuilder builder, RedisServer node, ParameterResource password)
        => builder.AddHealthCheck(node.Name, services => new PingHealthCheck(
            cancellationToken => services.GetRequiredService<RedisConnections>().NodeAsync(node, password, cancellationToken)));

    public static ReplicaSetView ViewOf(this IServiceProvider services, RedisReplicaSetResource set) => new(set, services.GetRequiredService<RedisConnections>());

    public static string AddHealthCheck(this IDistributedApplicationBuilder builder, string resource, Func<IServiceProvider, IHealthCheck> check)
    {
        var key = $"{resource}_check";
        builder.Services.TryAddSingleton<RedisConnections>();
        builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(key, check, failureStatus: null, tags: null));
        return key;
    }
}
