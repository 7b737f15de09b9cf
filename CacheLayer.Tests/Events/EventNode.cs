using CacheLayer.Catalogue;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;
using StackExchange.Redis;

namespace CacheLayer.Tests.Events;

/// <summary>An event node as the application runs it: append-only, and nothing is evicted.</summary>
internal sealed class EventNode : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cachelayer-events-").FullName;
    private readonly string _password = Guid.NewGuid().ToString("N");

    private EventNode()
    {
        var port = FreePorts.Take(1)[0];
        Node = new(new("redis-node.sh", port, new Dictionary<string, string>
        {
            ["REDIS_PORT"] = $"{port}",
            ["REDIS_PASSWORD"] = _password,
            ["REDIS_DIR"] = _folder,
            ["REDIS_APPENDONLY"] = "yes",
            ["REDIS_MAXMEMORY_POLICY"] = "noeviction",
        }), _password, CommandMap.Default);
    }

    public RedisNode Node { get; }

    public string ConnectionString => $"{Node.Address},password={_password}";

    public static async Task<EventNode> StartAsync()
    {
        var node = new EventNode();
        await node.RestartAsync();
        return node;
    }

    /// <summary>Starts the node, again after it was killed, and waits until it answers.</summary>
    public async Task RestartAsync()
    {
        Node.Process.Start();
        await Eventually.AsyncThat("the event node answers", async () => (string?)await Node.ExecuteAsync("PING") == "PONG");
    }

    /// <summary>Appends a body to the stream of changes as the origin does.</summary>
    public async Task<string> AppendAsync(string body)
        => (string)(await Node.ExecuteAsync("XADD", ChangeStream.Name, "*", ChangeStream.BodyField, body))!;

    public async ValueTask DisposeAsync()
    {
        await Node.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
