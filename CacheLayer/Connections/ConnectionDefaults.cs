using CacheLayer.Cluster;
using StackExchange.Redis;
using StackExchange.Redis.Configuration;

namespace CacheLayer.Connections;

/// <summary>What holds for every connection unless the connection string says otherwise.</summary>
internal sealed class ConnectionDefaults(CacheConnectionOptions options, bool isCluster) : DefaultOptionsProvider
{
    /// <summary>Whether the nodes are part of a cluster: its replicas answer only those that have asked for it.</summary>
    public bool IsCluster => isCluster;

    // A node that is down at start is connected to when it is back.
    public override bool AbortOnConnectFail => false;

    // A command for a node that is not connected fails at once, so that another node can be asked.
    public override BacklogPolicy BacklogPolicy => BacklogPolicy.FailFast;

    public override TimeSpan? ConnectTimeout => options.ConnectTimeout;

    public override TimeSpan SyncTimeout => options.CommandTimeout;

    // The client looks for timeouts, and for connections to open again, on its heartbeat only.
    public override TimeSpan HeartbeatInterval { get; } = TimeSpan.FromMilliseconds(250);

    public override IReconnectRetryPolicy ReconnectRetryPolicy { get; } = new LinearRetry(100);

    public override TimeSpan KeepAliveInterval => options.KeepAlive;

    // Details would name keys.
    public override bool IncludeDetailInExceptions => false;

    /// <summary>The options of connections to one endpoint.</summary>
    public ConfigurationOptions For(ConfigurationOptions shared, params IEnumerable<System.Net.EndPoint> endPoints)
    {
        var result = shared.Clone();
        result.Defaults = this;
        result.EndPoints.Clear();
        foreach (var endPoint in endPoints)
        {
            result.EndPoints.Add(endPoint);
        }

        // The router alone decides who is primary: no vote, no broadcast. The client refuses INFO to those who are no admin.
        result.TieBreaker = "";
        result.ConfigurationChannel = "";
        result.AllowAdmin = true;
        if (isCluster)
        {
            result.Tunnel ??= new OneNodeTunnel(result.EndPoints[0]);
        }

        return result;
    }
}
