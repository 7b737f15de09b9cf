namespace Aspire.Hosting.ApplicationModel;

/// <summary>One Redis primary, its replicas and the sentinels that watch them, as one cache.</summary>
/// <param name="name">The name of the resource, of its connection string and of the service the sentinels know.</param>
/// <param name="runtime">What its nodes run as.</param>
/// <param name="password">The password of all nodes and sentinels.</param>
public sealed class RedisReplicaSetResource(string name, RedisRuntime runtime, ParameterResource password) : Resource(name), IResourceWithConnectionString
{
    internal const string DefaultMaxMemory = "256mb";

    private readonly List<RedisServer> _nodes = [];
    private readonly List<RedisServer> _sentinels = [];

    /// <summary>What the nodes run as.</summary>
    public RedisRuntime Runtime { get; } = runtime;

    /// <summary>The password of all nodes and sentinels.</summary>
    public ParameterResource PasswordParameter { get; private set; } = password;

    /// <summary>Memory of each node, as Redis writes it.</summary>
    public string MaxMemory { get; internal set; } = DefaultMaxMemory;

    /// <summary>The zone of each node, in their order; empty: zones do not matter.</summary>
    public IReadOnlyList<string> Zones { get; internal set; } = [];

    /// <summary>Nodes and sentinels in the format that <c>CacheLayerSettings.ConnectionString</c> documents.</summary>
    public ReferenceExpression ConnectionStringExpression => ReplicaSetConnectionString.Build(this);

    /// <summary>The first one starts as primary.</summary>
    internal IReadOnlyList<RedisServer> Nodes => _nodes;

    internal IReadOnlyList<RedisServer> Sentinels => _sentinels;

    /// <summary>Sentinels that must agree: the majority.</summary>
    internal int Quorum => (_sentinels.Count / 2) + 1;

    internal void SetPassword(ParameterResource value) => PasswordParameter = value;

    internal void AddNode(RedisServer node) => _nodes.Add(node);

    internal void AddSentinel(RedisServer sentinel) => _sentinels.Add(sentinel);
}
