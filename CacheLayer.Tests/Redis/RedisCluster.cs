using CacheLayer.Redis.Cluster;
using CacheLayer.Redis.Connections;
using CacheLayer.Tests.Support;
using StackExchange.Redis;

namespace CacheLayer.Tests.Redis;

/// <summary>A cluster of real processes on free ports: three primaries, and three replicas, the fourth node that of the first, and so on.</summary>
internal sealed class RedisCluster : RedisServers
{
    private const int Primaries = 3;
    private const int Size = 2 * Primaries;

    public static readonly CommandMap Commands = CommandMap.Create(new Dictionary<string, string?> { ["CLUSTER"] = null, [ClusterCommand.Name] = "CLUSTER" });

    private readonly string _folder = Directory.CreateTempSubdirectory("cachelayer-").FullName;
    private readonly int[] _ports;

    private RedisCluster(int spare, TimeSpan? nodeTimeout, bool keepsSnapshots)
    {
        var server = keepsSnapshots ? SnapshotServer.WriteTo(_folder) : "";
        var ports = _ports = FreePorts.Take(2 * (Size + spare));
        var nodes = Enumerable.Range(0, Size + spare).Select(i => new RedisNode(Node(i, ports, nodeTimeout, server), Password, Commands, isCluster: true)).ToArray();
        (Nodes, Spare) = (nodes[..Size], nodes[Size..]);
    }

    public override IReadOnlyList<RedisNode> Nodes { get; }

    public string Password { get; } = Guid.NewGuid().ToString("N");

    /// <summary>Nodes that have started and are not part of the cluster.</summary>
    public IReadOnlyList<RedisNode> Spare { get; }

    public override string ConnectionString => $"{string.Join(',', Nodes.Select(node => node.Address))},password={Password},cluster=true";

    /// <summary>A cluster whose nodes agree on who has which slots.</summary>
    /// <param name="spare">How many nodes to start beside it.</param>
    /// <param name="nodeTimeout">How long a node may be silent before it is replaced; the application's default when null.</param>
    /// <param name="keepsSnapshots">Whether nodes come back as <see cref="SnapshotServer"/> says.</param>
    public static async Task<RedisCluster> StartAsync(int spare = 0, TimeSpan? nodeTimeout = null, bool keepsSnapshots = false)
    {
        var cluster = new RedisCluster(spare, nodeTimeout, keepsSnapshots);
        try
        {
            await StartAsync([.. cluster.Nodes, .. cluster.Spare]);
            await cluster.HealedAsync();
            return cluster;
        }
        catch (Exception e)
        {
            var output = string.Join('\n', cluster.Nodes.Select(node => $"{node.Address}:\n{node.Process.Output}"));
            await cluster.DisposeAsync();
            throw new InvalidOperationException($"The cluster did not start.\n{output}", e);
        }
    }

    /// <summary>Waits until every slot has a primary, every primary a replica that is in sync with it, and every node sees it so.</summary>
    public Task HealedAsync() => Eventually.AsyncThat("the cluster has healed", async () =>
    {
        foreach (var node in Nodes)
        {
            var members = await MembersAsync(node);
            var primaries = members.Count(member => member.Slots.Length > 0);
            if (members.Length != Size
                || primaries != Primaries
                || members.Count(member => member.PrimaryId is not null) != Size - Primaries
                || members.Sum(member => member.Slots.Sum(range => range.Last - range.First + 1)) != HashSlot.Count
                || !await IsWritableAsync(node)
                || (await node.InfoAsync("role") is "slave" && await node.InfoAsync("master_link_status") is not "up"))
            {
                return false;
            }
        }

        return true;
    });

    /// <summary>Makes a spare node a member, without slots.</summary>
    public async Task JoinAsync(RedisNode spare)
    {
        await spare.ClusterAsync("MEET", "127.0.0.1", Nodes[0].Process.Port, _ports[_ports.Length / 2]);
        foreach (var node in Nodes.Append(spare))
        {
            await Eventually.AsyncThat($"{node.Address} knows the new node", async () => (await MembersAsync(node)).Length == Size + 1 && await IsWritableAsync(node));
        }
    }

    /// <summary>What a node knows of all nodes.</summary>
    public static async Task<ClusterMember[]> MembersAsync(RedisNode node)
        => [.. (await node.ClusterAsync("NODES")).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => ClusterMember.Parse(line, node.Address)).OfType<ClusterMember>()];

    public override async Task<IReadOnlyList<RedisNode>> NodesOfAsync(string key)
    {
        var slot = HashSlot.Of(key);
        foreach (var node in Nodes.Where(node => node.Process.IsRunning))
        {
            var members = await MembersAsync(node);
            var owner = members.Where(member => member.Slots.Any(range => range.First <= slot && slot <= range.Last)).MaxBy(member => member.Epoch);
            if (owner is not null)
            {
                var addresses = members.Where(member => member.PrimaryId == owner.Id).Select(member => member.Address).Prepend(owner.Address);
                return [.. addresses.Select(address => Nodes.Concat(Spare).Single(candidate => candidate.Address == address))];
            }
        }

        throw new InvalidOperationException($"Nobody has slot {slot}.");
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (var node in Nodes.Concat(Spare))
        {
            await node.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    // Not for two seconds after it has started or joined, whatever it knows.
    private static async Task<bool> IsWritableAsync(RedisNode node)
        => (await node.ClusterAsync("INFO")).StartsWith("cluster_state:ok", StringComparison.Ordinal);

    private RedisProcess Node(int index, int[] ports, TimeSpan? nodeTimeout, string server)
    {
        var half = ports.Length / 2;
        return new("redis-node.sh", ports[index], new Dictionary<string, string>
        {
            ["REDIS_PORT"] = $"{ports[index]}",
            ["REDIS_PASSWORD"] = Password,
            ["REDIS_DIR"] = Path.Combine(_folder, $"node-{index}"),
            ["REDIS_SERVER"] = server,
            ["REDIS_CLUSTER_TIMEOUT_MS"] = nodeTimeout is null ? "" : $"{(int)nodeTimeout.Value.TotalMilliseconds}",
            ["REDIS_CLUSTER_PORT"] = $"{ports[half + index]}",
            ["REDIS_CLUSTER_NODES"] = index > 0 ? "" : string.Join(' ', Enumerable.Range(0, Size).Select(i => $"127.0.0.1:{ports[i]}@{ports[half + i]}")),
        });
    }
}
