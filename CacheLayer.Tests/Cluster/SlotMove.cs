using CacheLayer.Redis.Cluster;
using CacheLayer.Redis.Connections;
using CacheLayer.Tests.Redis;

namespace CacheLayer.Tests.Cluster;

/// <summary>Moves the slot of a key from its primary to another node, step by step, as <c>redis-cli --cluster reshard</c> does.</summary>
internal sealed class SlotMove(string key, RedisNode from, RedisNode to, string password)
{
    private const int Timeout = 10_000;

    private int Slot => HashSlot.Of(key);

    public RedisNode From => from;

    public RedisNode To => to;

    /// <summary>A move to another primary.</summary>
    public static async Task<SlotMove> PlanAsync(RedisCluster cluster, string key)
    {
        var from = (await cluster.NodesOfAsync(key))[0];
        var other = (await RedisCluster.MembersAsync(from)).First(member => member.Slots.Length > 0 && member.Address != from.Address);
        return new(key, from, cluster.Nodes.Single(node => node.Address == other.Address), cluster.Password);
    }

    /// <summary>From here on the slot is on its way: what is not on the old node any more is to be asked for at the new one.</summary>
    public async Task BeginAsync()
    {
        await to.ClusterAsync("SETSLOT", Slot, "IMPORTING", await IdAsync(from));
        await from.ClusterAsync("SETSLOT", Slot, "MIGRATING", await IdAsync(to));
    }

    /// <summary>Moves the key alone.</summary>
    public Task MoveKeyAsync() => MigrateAsync(key);

    /// <summary>Moves what is left, and gives the slot to the new node.</summary>
    public async Task EndAsync()
    {
        while ((string[])(await from.ExecuteAsync(ClusterCommand.Name, "GETKEYSINSLOT", Slot, 100))! is { Length: > 0 } keys)
        {
            await MigrateAsync(keys);
        }

        var id = await IdAsync(to);
        await to.ClusterAsync("SETSLOT", Slot, "NODE", id);
        await from.ClusterAsync("SETSLOT", Slot, "NODE", id);
    }

    public async Task RunAsync()
    {
        await BeginAsync();
        await EndAsync();
    }

    private static Task<string> IdAsync(RedisNode node) => node.ClusterAsync("MYID");

    private Task MigrateAsync(params string[] keys)
        => from.ExecuteAsync("MIGRATE", ["127.0.0.1", to.Process.Port, "", 0, Timeout, "AUTH", password, "KEYS", .. keys]);
}
