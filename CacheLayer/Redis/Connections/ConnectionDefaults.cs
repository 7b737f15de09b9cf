using System.Net;
using StackExchange.Redis;
using StackExchange.Redis.Configuration;

namespace CacheLayer.Redis.Connections;

/// <summary>What holds for every connection unless the connection string says otherwise.</summary>
internal sealed class ConnectionDefaults(CacheConnectionOptions options, CacheConnectionString connectionString, Credentials credentials) : DefaultOptionsProvider
{
    public ConnectionDefaults(CacheConnectionOptions options, CacheConnectionString connectionString)
        : this(options, connectionString, connectionString.Credentials)
    {
    }

    /// <summary>Whether the nodes are part of a cluster: its replicas answer only those that have asked for it.</summary>
    public bool IsCluster => connectionString.IsCluster;

    // Asked whenever a connection logs in.
    public override string? User => credentials.User;

    public override string? Password => credentials.Password;

    // A node that is down at start is connected to when it is back.
    public override bool AbortOnConnectFail => false;

    // A command for a node that is not connected fails at once, so that another node can be asked.
    public override BacklogPolicy BacklogPolicy => BacklogPolicy.FailFast;

    public override TimeSpan? ConnectTimeout => options.ConnectTimeout;

    public override TimeSpan SyncTimeout => options.CommandTimeout;

    // The client looks for timeouts, and for connections to open again, on its heartbeat only.
    public override TimeSpan HeartbeatInterval { get; } = TimeSpan.FromMilliseconds(250);

    public override TimeSpan KeepAliveInterval => options.KeepAlive;

    // Details would name keys.
    public override bool IncludeDetailInExceptions => false;

    /// <summary>The options of connections to one endpoint.</summary>
    public ConfigurationOptions For(EndPoint endPoint)
    {
        var result = connectionString.Options.Clone();
        result.Defaults = this;
        result.EndPoints.Clear();
        result.EndPoints.Add(endPoint);
        result.ReconnectRetryPolicy = new ReconnectPolicy(credentials, endPoint);

        // A name is looked up whenever a connection is opened: another server may have it by then.
        result.ResolveDns = false;

        // The router alone decides who is primary: no vote, no broadcast. The client refuses INFO to those who are no admin.
        result.TieBreaker = "";
        result.ConfigurationChannel = "";
        result.AllowAdmin = true;
        if (IsCluster)
        {
            result.Tunnel ??= new OneNodeTunnel(endPoint);
        }

        return result;
    }
}
