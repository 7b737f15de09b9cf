using CacheLayer.AppHost.Startup;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting;

/// <summary>Adds a Redis cluster to an application.</summary>
public static class RedisClusterBuilderExtensions
{
    private const int ContainerBusPort = 16379;

    /// <summary>Adds a cluster; <see cref="WithShards"/> says of how many nodes.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The name of the resource and of its connection string.</param>
    /// <param name="runtime">What its nodes run as; null: containers where they can run, else processes.</param>
    public static IResourceBuilder<RedisClusterResource> AddRedisCluster(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, RedisRuntime? runtime = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        var password = ParameterResourceBuilderExtensions.CreateDefaultPasswordParameter(builder, $"{name}-password", special: false);
        var cluster = new RedisClusterResource(name, builder.RuntimeOr(runtime), password);
        builder.AddRoleWatch(services => services.ViewOf(cluster).Watched());
        return builder.AddResource(cluster)
            .WithIconName("DatabaseMultiple")
            .WithInitialState(new CustomResourceSnapshot { ResourceType = "RedisCluster", State = KnownResourceStates.NotStarted, Properties = [] })
            .OnInitializeResource(StartAsync)
            .WithHealthCheck(builder.AddHealthCheck(name, services => new ClusterHealthCheck(cluster, services.ViewOf(cluster))))
            .WithClusterCommands();
    }

    /// <summary>Adds the nodes, <c>{name}-1</c> and so on: at least three primaries, because the majority of them decides on a failover, then the replicas.</summary>
    public static IResourceBuilder<RedisClusterResource> WithShards(this IResourceBuilder<RedisClusterResource> builder, int shards, int replicas)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentOutOfRangeException.ThrowIfLessThan(shards, 3);
        ArgumentOutOfRangeException.ThrowIfNegative(replicas);
        builder.Resource.ReplicasPerShard = replicas;
        for (var i = 0; i < shards * (replicas + 1); i++)
        {
            builder.AddNode();
        }

        return builder;
    }

    /// <summary>Says in which zone each node is, in the order of the nodes; clients read from their own zone first.</summary>
    public static IResourceBuilder<RedisClusterResource> WithZones(this IResourceBuilder<RedisClusterResource> builder, params string[] zones)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Resource.Zones = zones;
        return builder;
    }

    /// <summary>Sets the memory of each node, as Redis writes it (<c>256mb</c>).</summary>
    public static IResourceBuilder<RedisClusterResource> WithMaxMemory(this IResourceBuilder<RedisClusterResource> builder, string maxMemory)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(maxMemory);
        builder.Resource.MaxMemory = maxMemory;
        return builder;
    }

    internal static ClusterView ViewOf(this IServiceProvider services, RedisClusterResource cluster) => new(cluster, services.GetRequiredService<RedisConnections>());

    private static void AddNode(this IResourceBuilder<RedisClusterResource> builder)
    {
        var cluster = builder.Resource;
        var application = builder.ApplicationBuilder;
        var server = application.AddRedisServer($"{cluster.Name}-{cluster.Nodes.Count + 1}", RedisServerBuilderExtensions.NodeScript, RedisServerBuilderExtensions.NodePort, cluster.Runtime);
        var node = new RedisClusterNode(server, cluster.Runtime is RedisRuntime.Container ? ContainerBusPort : FreePorts.Next());
        cluster.AddNode(node);
        if (!application.ExecutionContext.IsRunMode && server.Builder is IResourceBuilder<ContainerResource> container)
        {
            // Here all ports of a container are open to the others; not so everywhere.
            container.WithEndpoint(targetPort: ContainerBusPort, name: "bus", isProxied: false);
        }

        server.Builder
            .WithParentRelationship(cluster)
            .WithIconName("Database")
            .WithHealthCheck(application.AddHealthCheck(server.Name, services => new ClusterNodeHealthCheck(server, services.ViewOf(cluster))))
            .WithEnvironment(context => Fill(context.EnvironmentVariables, cluster, node));
    }

    private static void Fill(IDictionary<string, object> variables, RedisClusterResource cluster, RedisClusterNode node)
    {
        NodeEnvironment.Fill(variables, node.Server, cluster.PasswordParameter);
        variables["REDIS_MAXMEMORY"] = cluster.MaxMemory;
        variables["REDIS_CLUSTER_PORT"] = $"{node.BusPort}";
        if (node == cluster.Nodes[0])
        {
            variables["REDIS_CLUSTER_NODES"] = string.Join(' ', cluster.Nodes.Select(member => member.BusAddress));
            variables["REDIS_CLUSTER_REPLICAS"] = $"{cluster.ReplicasPerShard}";
        }
    }

    // The cluster has no process of its own: it runs as soon as it may, and its health check says what its nodes do.
    private static async Task StartAsync(RedisClusterResource cluster, InitializeResourceEvent started, CancellationToken cancellationToken)
    {
        await started.Eventing.PublishAsync(new BeforeResourceStartedEvent(cluster, started.Services), cancellationToken);
        await started.Notifications.PublishUpdateAsync(cluster, snapshot => snapshot with { State = KnownResourceStates.Running });
        await started.Eventing.PublishAsync(new ConnectionStringAvailableEvent(cluster, started.Services), cancellationToken);
    }
}
