using StackExchange.Redis;

namespace CacheLayer.Tests.Redis;

/// <summary>One node that runs a <see cref="SnapshotServer"/>.</summary>
internal sealed class SnapshotNode : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cachelayer-").FullName;
    private readonly string _password = Guid.NewGuid().ToString("N");

    private SnapshotNode(bool isAppendOnly)
    {
        var port = FreePorts.Take(1)[0];
        Node = new(new("redis-node.sh", port, new Dictionary<string, string>
        {
            ["REDIS_PORT"] = $"{port}",
            ["REDIS_PASSWORD"] = _password,
            ["REDIS_DIR"] = _folder,
            ["REDIS_SERVER"] = SnapshotServer.WriteTo(_folder),
            ["REDIS_APPENDONLY"] = isAppendOnly ? "yes" : "no",
        }), _password, CommandMap.Default);
    }

    public RedisNode Node { get; }

    public string ConnectionString => $"{Node.Address},password={_password}";

    /// <param name="isAppendOnly">Whether it comes back with all that it took, and not with a snapshot.</param>
    public static async Task<SnapshotNode> StartAsync(bool isAppendOnly = false)
    {
        var node = new SnapshotNode(isAppendOnly);
        node.Node.Process.Start();
        await Support.Eventually.AsyncThat("the node answers", async () => (string?)await node.Node.ExecuteAsync("PING") == "PONG");
        return node;
    }

    /// <summary>Keeps the data as they are now.</summary>
    public Task KeepAsync() => SnapshotServer.KeepAsync(Node);

    /// <summary><c>kill -9</c>, and starts it again.</summary>
    public void Restart()
    {
        Node.Process.Kill();
        Node.Process.Start();
    }

    /// <summary>Has every write of a snapshot fail from now on, and the node refuse writes because of that.</summary>
    public async Task BreakDiskAsync()
    {
        Directory.Delete(_folder, recursive: true);
        await Node.ExecuteAsync("CONFIG", "SET", "save", "1000 1000");
        await Node.ExecuteAsync("BGSAVE");
        await Support.Eventually.AsyncThat("the snapshot fails", async () => await Node.InfoAsync("rdb_last_bgsave_status") is "err");
    }

    public async ValueTask DisposeAsync()
    {
        await Node.DisposeAsync();
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }
}
