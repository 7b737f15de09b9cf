using CacheLayer.Tests.Support;
using StackExchange.Redis;

namespace CacheLayer.Tests.Redis;

/// <summary>The Redis servers of a test, whatever their topology: what the behaviour suites need to look behind the library's back.</summary>
internal abstract class RedisServers : IAsyncDisposable
{
    /// <summary>Every node that has data.</summary>
    public abstract IReadOnlyList<RedisNode> Nodes { get; }

    /// <summary>The connection string of the library.</summary>
    public abstract string ConnectionString { get; }

    /// <summary>The nodes that should have a key: its primary first.</summary>
    public abstract Task<IReadOnlyList<RedisNode>> NodesOfAsync(string key);

    /// <summary>Runs a command on the primary that has its key.</summary>
    public async Task<RedisResult> ExecuteAsync(string command, string key, params object[] arguments)
        => await (await NodesOfAsync(key))[0].ExecuteAsync(command, [key, .. arguments]);

    public async Task<string?> GetAsync(string key) => (string?)await ExecuteAsync("GET", key);

    public async Task<bool> ExistsAsync(string key) => (long)await ExecuteAsync("EXISTS", key) is 1;

    /// <summary>The keys of a pattern on every node.</summary>
    public async Task<string[]> KeysAsync(string pattern)
    {
        var keys = await Task.WhenAll(Nodes.Select(async node => (string[])(await node.ExecuteAsync("KEYS", pattern))!));
        return [.. keys.SelectMany(some => some).Distinct()];
    }

    /// <summary>How often clients have sent a command, to any node.</summary>
    public async Task<long> CallsAsync(string command)
    {
        var statistics = await Task.WhenAll(Nodes.Select(node => node.InfoAsync($"cmdstat_{command}")));
        return statistics.Sum(text => text.Length is 0 ? 0 : long.Parse(text.Split(',')[0]["calls=".Length..]));
    }

    /// <summary>Runs a command on every node.</summary>
    public Task EverywhereAsync(string command, params object[] arguments)
        => Task.WhenAll(Nodes.Select(node => node.ExecuteAsync(command, arguments)));

    /// <summary>Waits until every replica has what its primary has now: from then on it does not matter which node answers a read.</summary>
    public async Task ReplicatedAsync()
    {
        if (Nodes.Count is 1)
        {
            return;
        }

        var primaries = new Dictionary<string, long>();
        foreach (var node in Nodes.Where(node => node.Process.IsRunning))
        {
            if (await node.InfoAsync("role") is "master")
            {
                primaries[$"{node.Process.Port}"] = long.Parse(await node.InfoAsync("master_repl_offset"));
            }
        }

        foreach (var node in Nodes.Where(node => node.Process.IsRunning))
        {
            await Eventually.AsyncThat($"{node.Address} has caught up", async () => await node.InfoAsync("role") is "master"
                || (primaries.TryGetValue(await node.InfoAsync("master_port"), out var offset) && long.Parse(await node.InfoAsync("slave_repl_offset")) >= offset));
        }
    }

    public abstract ValueTask DisposeAsync();

    /// <summary>Starts nodes, and waits until they answer.</summary>
    protected static async Task StartAsync(IReadOnlyList<RedisNode> nodes)
    {
        foreach (var node in nodes)
        {
            node.Process.Start();
        }

        foreach (var node in nodes)
        {
            await Eventually.AsyncThat($"{node.Address} answers", async () => (string?)await node.ExecuteAsync("PING") == "PONG");
        }
    }
}
