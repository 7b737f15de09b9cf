using System.Collections.Concurrent;
using StackExchange.Redis;

namespace Aspire.Hosting;

/// <summary>One connection per node and sentinel, for health checks and commands; opened when first used.</summary>
internal sealed class RedisConnections : IAsyncDisposable
{
    /// <summary>The name by which <c>CLUSTER</c> is sent to a node of a cluster: a client that had the command would connect to all the nodes.</summary>
    public const string ClusterCommand = "MONITOR";

    private static readonly CommandMap OneNodeOfMany = CommandMap.Create(new Dictionary<string, string?> { ["CLUSTER"] = null, [ClusterCommand] = "CLUSTER" });

    private readonly ConcurrentDictionary<string, Lazy<Task<ConnectionMultiplexer>>> _connections = new();

    public Task<IServer> NodeAsync(RedisServer node, ParameterResource password, CancellationToken cancellationToken)
        => ServerAsync(node, password, CommandMap.Default, cancellationToken);

    public Task<IServer> ClusterNodeAsync(RedisServer node, ParameterResource password, CancellationToken cancellationToken)
        => ServerAsync(node, password, OneNodeOfMany, cancellationToken);

    public Task<IServer> SentinelAsync(RedisServer sentinel, ParameterResource password, CancellationToken cancellationToken)
        => ServerAsync(sentinel, password, CommandMap.Sentinel, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections.Values.Where(connection => connection.IsValueCreated))
        {
            await (await connection.Value).DisposeAsync();
        }
    }

    private async Task<IServer> ServerAsync(RedisServer server, ParameterResource password, CommandMap commands, CancellationToken cancellationToken)
    {
        var secret = await password.GetValueAsync(cancellationToken);
        // The replica set asks its nodes before they have started.
        var port = await server.Endpoint.Property(EndpointProperty.Port).GetValueAsync(cancellationToken);
        var connection = await _connections.GetOrAdd(server.Name, _ => new(() => ConnectAsync($"127.0.0.1:{port}", secret, commands))).Value.WaitAsync(cancellationToken);
        return connection.GetServers()[0];
    }

    private static Task<ConnectionMultiplexer> ConnectAsync(string address, string? password, CommandMap commands)
        => ConnectionMultiplexer.ConnectAsync(new ConfigurationOptions
        {
            EndPoints = { address },
            Password = password,
            ClientName = "apphost",
            CommandMap = commands,
            AllowAdmin = true,
            AbortOnConnectFail = false,
            ConnectTimeout = 1000,
            AsyncTimeout = 1000,
            BacklogPolicy = BacklogPolicy.FailFast,
            ReconnectRetryPolicy = new LinearRetry(250),
            // Each connection is to this one server, whatever it says of the others.
            ConfigurationChannel = "",
            TieBreaker = "",
        });
}
