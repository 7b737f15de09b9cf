namespace Aspire.Hosting;

/// <summary>Adds a Redis primary with replicas and sentinels to an application.</summary>
public static class RedisReplicaSetBuilderExtensions
{
    private const string SentinelScript = "redis-sentinel.sh";
    private const int SentinelPort = 26379;

    /// <summary>Adds a replica set with one node, <c>{name}-1</c>, that starts as primary.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The name of the resource and of its connection string.</param>
    /// <param name="runtime">What its nodes run as; null: containers where they can run, else processes.</param>
    public static IResourceBuilder<RedisReplicaSetResource> AddRedisReplicaSet(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, RedisRuntime? runtime = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        // Sentinels cannot keep a password with quotes or blanks, nor can a connection string with commas.
        var password = ParameterResourceBuilderExtensions.CreateDefaultPasswordParameter(builder, $"{name}-password", special: false);
        var set = new RedisReplicaSetResource(name, builder.RuntimeOr(runtime), password);
        var resource = builder.AddResource(set)
            .WithIconName("DatabaseMultiple")
            .WithInitialState(new CustomResourceSnapshot { ResourceType = "RedisReplicaSet", State = KnownResourceStates.NotStarted, Properties = [] })
            .OnInitializeResource(StartAsync)
            .WithReplicaSetHealthCheck()
            .WithReplicaSetCommands();
        builder.AddRoleWatch(services => services.ViewOf(set).Watched());
        resource.AddNode();
        return resource;
    }

    /// <summary>Adds <paramref name="replicas"/> nodes that start as replicas of the first one.</summary>
    public static IResourceBuilder<RedisReplicaSetResource> WithReplicas(this IResourceBuilder<RedisReplicaSetResource> builder, int replicas)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentOutOfRangeException.ThrowIfNegative(replicas);
        for (var i = 0; i < replicas; i++)
        {
            builder.AddNode();
        }

        return builder;
    }

    /// <summary>Adds <paramref name="sentinels"/> sentinels; the majority decides on a failover, so use an odd number from 3.</summary>
    public static IResourceBuilder<RedisReplicaSetResource> WithSentinels(this IResourceBuilder<RedisReplicaSetResource> builder, int sentinels)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentOutOfRangeException.ThrowIfNegative(sentinels);
        for (var i = 0; i < sentinels; i++)
        {
            builder.AddSentinel();
        }

        return builder;
    }

    /// <summary>Says in which zone each node is, in the order of the nodes; clients read from their own zone first.</summary>
    public static IResourceBuilder<RedisReplicaSetResource> WithZones(this IResourceBuilder<RedisReplicaSetResource> builder, params string[] zones)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Resource.Zones = zones;
        return builder;
    }

    /// <summary>Sets the memory of each node, as Redis writes it (<c>256mb</c>).</summary>
    public static IResourceBuilder<RedisReplicaSetResource> WithMaxMemory(this IResourceBuilder<RedisReplicaSetResource> builder, string maxMemory)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(maxMemory);
        builder.Resource.MaxMemory = maxMemory;
        return builder;
    }

    /// <summary>Sets the password of all nodes and sentinels: no blanks, quotes, backslashes or commas.</summary>
    public static IResourceBuilder<RedisReplicaSetResource> WithPassword(this IResourceBuilder<RedisReplicaSetResource> builder, IResourceBuilder<ParameterResource> password)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(password);
        builder.Resource.SetPassword(password.Resource);
        return builder;
    }

    /// <summary>The runtime that was asked for, or the one that works on this machine.</summary>
    internal static RedisRuntime RuntimeOr(this IDistributedApplicationBuilder builder, RedisRuntime? runtime)
    {
        if (runtime is { } wanted)
        {
            return wanted;
        }

        var choice = RedisRuntimeChoice.OfThisMachine(builder, wanted: null);
        return choice.Runtime ?? throw new DistributedApplicationException(choice.Reason!);
    }

    private static void AddNode(this IResourceBuilder<RedisReplicaSetResource> builder)
    {
        var set = builder.Resource;
        var node = builder.ApplicationBuilder.AddRedisServer($"{set.Name}-{set.Nodes.Count + 1}", RedisServerBuilderExtensions.NodeScript, RedisServerBuilderExtensions.NodePort, set.Runtime);
        set.AddNode(node);
        node.Builder
            .WithParentRelationship(set)
            .WithIconName("Database")
            .WithHealthCheck(builder.AddNodeHealthCheck(node))
            .WithEnvironment(context => NodeEnvironment.Fill(context.EnvironmentVariables, set, node));
    }

    private static void AddSentinel(this IResourceBuilder<RedisReplicaSetResource> builder)
    {
        var set = builder.Resource;
        var sentinel = builder.ApplicationBuilder.AddRedisServer($"{set.Name}-sentinel-{set.Sentinels.Count + 1}", SentinelScript, SentinelPort, set.Runtime);
        set.AddSentinel(sentinel);
        sentinel.Builder
            .WithParentRelationship(set)
            .WithIconName("Eye")
            .WithHealthCheck(builder.AddSentinelHealthCheck(sentinel))
            .WithEnvironment(context => SentinelEnvironment.Fill(context.EnvironmentVariables, set, sentinel));
    }

    // The set has no process of its own: it runs as soon as it may, and its health check says what its nodes do.
    private static async Task StartAsync(RedisReplicaSetResource set, InitializeResourceEvent started, CancellationToken cancellationToken)
    {
        await started.Eventing.PublishAsync(new BeforeResourceStartedEvent(set, started.Services), cancellationToken);
        await started.Notifications.PublishUpdateAsync(set, snapshot => snapshot with { State = KnownResourceStates.Running });
        await started.Eventing.PublishAsync(new ConnectionStringAvailableEvent(set, started.Services), cancellationToken);
    }
}
