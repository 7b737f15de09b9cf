namespace Aspire.Hosting.ApplicationModel;

/// <summary>A Redis cluster: primaries that share the keys, each with its replicas, as one cache.</summary>
/// <param name="name">The name of the resource and of its connection string.</param>
/// <param name="runtime">What its nodes run as.</param>
/// <param name="password">The password of all nodes.</param>
public sealed class RedisClusterResource(string name, RedisRuntime runtime, ParameterResource password) : Resource(name), IResourceWithConnectionString
{
    private readonly List<RedisClusterNode> _nodes = [];

    /// <summary>What the nodes run as.</summary>
    public RedisRuntime Runtime { get; } = runtime;

    /// <summary>The password of all nodes.</summary>
    public ParameterResource PasswordParameter { get; } = password;

    /// <summary>Memory of each node, as Redis writes it.</summary>
    public string MaxMemory { get; internal set; } = RedisReplicaSetResource.DefaultMaxMemory;

    /// <summary>Replicas of each primary at the start.</summary>
    public int ReplicasPerShard { get; internal set; }

    /// <summary>The zone of each node, in their order; empty: zones do not matter.</summary>
    public IReadOnlyList<string> Zones { get; internal set; } = [];

    /// <summary>The nodes in the format that <c>CacheLayerSettings.ConnectionString</c> documents.</summary>
    public ReferenceExpression ConnectionStringExpression
    {
        get
        {
            var text = new ReferenceExpressionBuilder();
            RedisConnectionText.AppendEndpoints(text, [.. _nodes.Select(node => node.Server)], ",");
            text.Append($",password={PasswordParameter}");
            text.AppendLiteral(",cluster=true");
            RedisConnectionText.AppendList(text, "zones", Zones);
            if (Runtime is RedisRuntime.Container)
            {
                RedisConnectionText.AppendList(text, "announced", _nodes.Select(node => node.Server.Announced));
            }

            return text.Build();
        }
    }

    /// <summary>First the primaries, then in turn a replica of each.</summary>
    internal IReadOnlyList<RedisClusterNode> Nodes => _nodes;

    internal void AddNode(RedisClusterNode node) => _nodes.Add(node);
}
