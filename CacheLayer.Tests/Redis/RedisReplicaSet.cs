using CacheLayer.Tests.Support;
using StackExchange.Redis;

namespace CacheLayer.Tests.Redis;

/// <summary>Nodes and sentinels as real processes on free ports. The first node is the first primary.</summary>
internal sealed class RedisReplicaSet : RedisServers
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cachelayer-").FullName;
    private readonly bool _isIPv6;
    private readonly string _password = Guid.NewGuid().ToString("N");

    private RedisReplicaSet(int nodes, int sentinels, bool isIPv6 = false, bool keepsSnapshots = false)
    {
        Server = keepsSnapshots ? SnapshotServer.WriteTo(_folder) : "";
        _isIPv6 = isIPv6;
        var ports = FreePorts.Take(nodes + sentinels);
        Nodes = [.. ports[..nodes].Select((port, i) => new RedisNode(Node(port, i, ports, nodes), _password, CommandMap.Default))];
        Sentinels = [.. ports[nodes..].Select(port => new RedisNode(Sentinel(port, ports[0], sentinels), _password, CommandMap.Sentinel))];
    }

    public override IReadOnlyList<RedisNode> Nodes { get; }

    public IReadOnlyList<RedisNode> Sentinels { get; }

    public string Password => _password;

    /// <summary>What is started in place of <c>redis-server</c>; empty for itself.</summary>
    public string Server { get; }

    private string Host => _isIPv6 ? "::1" : "127.0.0.1";

    /// <summary>The connection string; every node is in the same zone.</summary>
    public override string ConnectionString
    {
        get
        {
            var text = $"{string.Join(',', Nodes.Select(node => node.Address))},password={_password}";
            return Sentinels.Count == 0 ? text : $"{text},serviceName=cache,sentinels={string.Join('|', Sentinels.Select(sentinel => sentinel.Address))}";
        }
    }

    /// <summary>One node that is not started.</summary>
    public static RedisReplicaSet CreateSingle() => new(1, 0);

    /// <summary>One node without sentinels.</summary>
    public static Task<RedisReplicaSet> StartSingleAsync() => StartAsync(1, 0);

    /// <summary>A primary, two replicas and three sentinels, all of whom know each other.</summary>
    public static Task<RedisReplicaSet> StartAsync() => StartAsync(3, 3);

    /// <summary>The same, of nodes that come back as <see cref="SnapshotServer"/> says.</summary>
    public static Task<RedisReplicaSet> StartWithSnapshotsAsync() => StartAsync(3, 3, keepsSnapshots: true);

    /// <summary>A primary and replicas at the loopback address of IPv6, without sentinels.</summary>
    public static Task<RedisReplicaSet> StartIPv6Async(int nodes) => StartAsync(nodes, 0, isIPv6: true);

    /// <summary>The node that most sentinels name as the primary.</summary>
    public async Task<RedisNode> PrimaryAsync()
    {
        if (Sentinels.Count == 0)
        {
            return Nodes[0];
        }

        foreach (var sentinel in Sentinels)
        {
            var address = (string[])(await sentinel.ExecuteAsync("SENTINEL", "GET-MASTER-ADDR-BY-NAME", "cache"))!;
            if (Nodes.FirstOrDefault(node => node.Address == $"{address[0]}:{address[1]}") is { } primary)
            {
                return primary;
            }
        }

        throw new InvalidOperationException("No sentinel knows a primary.");
    }

    public override async Task<IReadOnlyList<RedisNode>> NodesOfAsync(string key)
    {
        var primary = await PrimaryAsync();
        return [primary, .. Nodes.Where(node => node != primary)];
    }

    /// <summary>Waits until one node is primary, every other one a replica in sync with it, and every sentinel agrees.</summary>
    public Task HealedAsync() => Eventually.AsyncThat("one primary, and the other nodes in sync with it", async () =>
    {
        var primary = await PrimaryAsync();
        var replicas = 0;
        foreach (var node in Nodes.Where(node => node != primary))
        {
            replicas += await node.InfoAsync("master_link_status") == "up" && await node.InfoAsync("master_port") == $"{primary.Process.Port}" ? 1 : 0;
        }

        return await primary.InfoAsync("role") == "master" && replicas == Nodes.Count - 1 && await SentinelsAgreeAsync(primary);
    });

    public override async ValueTask DisposeAsync()
    {
        foreach (var node in Nodes.Concat(Sentinels))
        {
            await node.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<RedisReplicaSet> StartAsync(int nodes, int sentinels, bool isIPv6 = false, bool keepsSnapshots = false)
    {
        var set = new RedisReplicaSet(nodes, sentinels, isIPv6, keepsSnapshots);
        try
        {
            await StartAsync(set.Nodes);
            await Eventually.AsyncThat("replicas attached", async () => await set.Nodes[0].InfoAsync("connected_slaves") == $"{nodes - 1}");
            if (sentinels > 0)
            {
                await StartAsync(set.Sentinels);
                await set.HealedAsync();
            }

            return set;
        }
        catch (Exception e)
        {
            var output = string.Join('\n', set.Nodes.Concat(set.Sentinels).Select(node => $"{node.Address}:\n{node.Process.Output}"));
            await set.DisposeAsync();
            throw new InvalidOperationException($"Redis did not start.\n{output}", e);
        }
    }

    private async Task<bool> SentinelsAgreeAsync(RedisNode primary)
    {
        foreach (var sentinel in Sentinels)
        {
            var fields = (RedisResult[])(await sentinel.ExecuteAsync("SENTINEL", "MASTER", "cache"))!;
            var master = fields.Chunk(2).ToDictionary(pair => (string)pair[0]!, pair => (string)pair[1]!);
            if (master["port"] != $"{primary.Process.Port}"
                || master["flags"] != "master"
                || int.Parse(master["num-other-sentinels"]) != Sentinels.Count - 1
                || int.Parse(master["num-slaves"]) != Nodes.Count - 1)
            {
                return false;
            }
        }

        return true;
    }

    private RedisProcess Node(int port, int index, int[] ports, int nodes) => new("redis-node.sh", port, new Dictionary<string, string>
    {
        ["REDIS_PORT"] = $"{port}",
        ["REDIS_PASSWORD"] = _password,
        ["REDIS_DIR"] = Path.Combine(_folder, $"node-{index}"),
        ["REDIS_SERVER"] = Server,
        ["REDIS_PRIMARY"] = index == 0 ? "" : $"{Host}:{ports[0]}",
        ["REDIS_BIND"] = Host,
        ["REDIS_ANNOUNCE_HOST"] = Host,
        ["REDIS_SENTINELS"] = string.Join(' ', ports[nodes..].Select(sentinel => $"127.0.0.1:{sentinel}")),
    }, _isIPv6 ? $"[{Host}]" : Host);

    private RedisProcess Sentinel(int port, int primary, int sentinels) => new("redis-sentinel.sh", port, new Dictionary<string, string>
    {
        ["SENTINEL_PORT"] = $"{port}",
        ["SENTINEL_DIR"] = Path.Combine(_folder, $"sentinel-{port}"),
        ["SENTINEL_MONITOR"] = $"127.0.0.1:{primary}",
        ["SENTINEL_QUORUM"] = $"{(sentinels / 2) + 1}",
        ["REDIS_PASSWORD"] = _password,
    });
}
