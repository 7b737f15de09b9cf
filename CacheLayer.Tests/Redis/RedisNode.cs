using CacheLayer.Redis.Connections;
using StackExchange.Redis;

namespace CacheLayer.Tests.Redis;

/// <summary>A Redis node or sentinel of the tests, with a connection of its own to look behind the library's back.</summary>
internal sealed class RedisNode(RedisProcess process, string password, CommandMap commands, bool isCluster = false) : IAsyncDisposable
{
    private ConnectionMultiplexer? _connection;

    public RedisProcess Process => process;

    public string Address => process.Address;

    /// <summary>Runs a command on this node, whatever its role.</summary>
    public async Task<RedisResult> ExecuteAsync(string command, params object[] arguments)
    {
        _connection ??= await ConnectAsync();
        if (isCluster)
        {
            // Else a replica answers no read; and every time, because it may have been started again.
            _ = _connection.GetDatabase().ExecuteAsync("READONLY", [], CommandFlags.FireAndForget);
        }

        return await _connection.GetDatabase().ExecuteAsync(command, arguments);
    }

    public async Task<string?> GetAsync(string key) => (string?)await ExecuteAsync("GET", key);

    /// <summary>Runs a subcommand of CLUSTER, which the client must not know of: it would go to other nodes by itself.</summary>
    public async Task<string> ClusterAsync(params object[] arguments)
        => (await ExecuteAsync(ClusterCommand.Name, arguments)).ToString(out _) ?? "";

    /// <summary>A field of INFO.</summary>
    public async Task<string> InfoAsync(string field)
    {
        var text = (string)(await ExecuteAsync("INFO", "all"))!;
        return text.Split("\r\n").FirstOrDefault(line => line.StartsWith($"{field}:", StringComparison.Ordinal))?[(field.Length + 1)..] ?? "";
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
        }

        process.Dispose();
    }

    private Task<ConnectionMultiplexer> ConnectAsync() => ConnectionMultiplexer.ConnectAsync(new ConfigurationOptions
    {
        EndPoints = { Address },
        Password = password,
        AllowAdmin = true,
        AbortOnConnectFail = false,
        TieBreaker = "",
        ConfigurationChannel = "",
        HeartbeatInterval = TimeSpan.FromMilliseconds(100),
        ReconnectRetryPolicy = new LinearRetry(50),
        CommandMap = commands,
    });
}
