namespace CacheLayer;

/// <summary>How a service connects to the cache: bound from <c>CacheLayer</c>, then <c>CacheLayer:{name}</c>, then <c>ConnectionStrings:{name}</c>.</summary>
public sealed class CacheLayerSettings
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "CacheLayer";

    /// <summary>
    /// Nodes and options as StackExchange.Redis writes them (<c>host:port,host:port,password=...,ssl=true</c>), or nodes as
    /// <c>redis://user:password@host:port</c> (<c>rediss://</c> with TLS), where user and password are percent-escaped, plus, for a
    /// deployment with sentinels, <c>serviceName=NAME</c> and <c>sentinels=host:port|host:port</c>; <c>zones=a|a|b</c> gives each
    /// node's zone and <c>announced=host:port|...</c> the address each node has for the sentinels, both in the order of the nodes.
    /// <c>cluster=true</c> says that the nodes are some or all of those of a Redis Cluster: the others are found through them.
    /// </summary>
    public string? ConnectionString { get; set; }

    /// <summary>The zone this process runs in; replicas of this zone are read first. Null: the order of the nodes decides.</summary>
    public string? Zone { get; set; }

    /// <summary>Timeouts, probing and pools of the connections.</summary>
    public CacheConnectionOptions Connections { get; set; } = new();

    /// <summary>Leaves the health check out.</summary>
    public bool DisableHealthChecks { get; set; }

    /// <summary>Leaves the activity source out.</summary>
    public bool DisableTracing { get; set; }

    /// <summary>Leaves the meter out.</summary>
    public bool DisableMetrics { get; set; }
}
