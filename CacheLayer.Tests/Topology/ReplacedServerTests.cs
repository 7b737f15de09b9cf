using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;

namespace CacheLayer.Tests.Topology;

/// <summary>Another server takes the place of a node, at its address, while the old one lives and keeps the connections that it has.</summary>
[Trait("Tier", "faults")]
public sealed class ReplacedServerTests : IAsyncLifetime
{
    private static readonly Keyspace<string> Products = Keyspace.Create<string>("product", "p");

    private RedisReplicaSet _old = null!;
    private RedisReplicaSet _new = null!;
    private StallingProxy _address = null!;

    public async Task InitializeAsync()
    {
        _old = await RedisReplicaSet.StartSingleAsync();
        _new = await RedisReplicaSet.StartSingleAsync();
        await _new.Nodes[0].ExecuteAsync("CONFIG", "SET", "requirepass", _old.Password);
        _address = new(_old.Nodes[0].Process.Port);
    }

    public async Task DisposeAsync()
    {
        await _address.DisposeAsync();
        await _new.DisposeAsync();
        await _old.DisposeAsync();
    }

    [Fact]
    public async Task What_was_invalidated_is_not_read_from_the_server_that_was_there_before()
    {
        await using var cache = await CacheProcess.StartAsync($"{_address.Address},password={_old.Password}");
        await cache.Client.SetAsync(Products, "1", "old");
        Assert.True((await cache.Client.GetAsync(Products, "1")).IsHit);

        _address.LeadTo(_new.Nodes[0].Process.Port);
        await cache.InvalidateAsync(Products, "1");

        Assert.False((await cache.Client.GetAsync(Products, "1")).IsHit);
    }

    [Fact]
    public async Task In_a_cluster_neither()
    {
        var folder = Directory.CreateTempSubdirectory("cachelayer-").FullName;
        var ports = FreePorts.Take(4);
        await using var old = await StartClusterAsync(folder, ports[0], ports[2], ports[0]);
        await using var other = await StartClusterAsync(folder, ports[1], ports[3], ports[0]);
        await using var address = new StallingProxy(ports[0]);
        await using var cache = await CacheProcess.StartAsync($"{address.Address},announced=127.0.0.1:{ports[0]},cluster=true");
        await cache.Client.SetAsync(Products, "1", "old");
        Assert.True((await cache.Client.GetAsync(Products, "1")).IsHit);

        address.LeadTo(ports[1]);
        await Eventually.AsyncThat("it is invalidated", async () =>
        {
            await cache.InvalidateAsync(Products, "1");
            return true;
        });
        Assert.False((await cache.Client.GetAsync(Products, "1")).IsHit);

        // And used, while the old one lives.
        await Eventually.AsyncThat("the new one is written", async () => await cache.Client.SetAsync(Products, "1", "new"));
        Assert.Equal(1, (long)await other.ExecuteAsync("EXISTS", "p:1"));
        Assert.Equal("1", (await old.ExecuteAsync("EXISTS", "p:1")).ToString());
    }

    private static async Task<Redis.RedisNode> StartClusterAsync(string folder, int port, int bus, int announced)
    {
        var script = Path.Combine(folder, $"{port}.sh");
        await File.WriteAllTextAsync(script, $"""
            exec redis-server --port {port} --bind 127.0.0.1 --save '' --dir {folder} --cluster-enabled yes --cluster-config-file {port}.conf \
              --cluster-port {bus} --cluster-announce-ip 127.0.0.1 --cluster-announce-port {announced}
            """);
        var node = new Redis.RedisNode(new(script, port, new Dictionary<string, string>()), "", RedisCluster.Commands, isCluster: true);
        node.Process.Start();
        await Eventually.AsyncThat("it has all slots", async () => await node.ClusterAsync("ADDSLOTSRANGE", 0, 16383) is "OK");
        await Eventually.AsyncThat("it serves", async () => (await node.ClusterAsync("INFO")).StartsWith("cluster_state:ok", StringComparison.Ordinal));
        return node;
    }

    [Fact]
    public async Task The_new_server_is_found_without_a_fault_of_the_old_one()
    {
        await using var router = await Routers.StartAsync($"{_address.Address},password={_old.Password}", settings =>
            (settings.Connections.MinConnectionsPerNode, settings.Connections.MaxConnectionsPerNode) = (2, 2));
        await _old.Nodes[0].ExecuteAsync("SET", "k", "old");
        await _new.Nodes[0].ExecuteAsync("SET", "k", "new");
        Assert.Equal("old", await router.GetAsync("k"));
        await router.OpenDedicatedAsync();

        _address.LeadTo(_new.Nodes[0].Process.Port);
        await Eventually.AsyncThat("the new one is read", async () => await router.GetAsync("k") == "new");

        // On every connection, and from now on.
        for (var i = 0; i < 20; i++)
        {
            var reads = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => router.GetAsync("k")));
            Assert.All(reads, value => Assert.Equal("new", value));
        }

        Assert.True(await router.SetAsync("k", "newer"));
        Assert.Equal("newer", await _new.Nodes[0].GetAsync("k"));
        var separate = await router.DedicatedConnectionAsync(router.Primary!);
        Assert.Equal("newer", (string?)await separate.Database.StringGetAsync("k"));
        Assert.NotEqual(0, router.NotReadElsewhereFrom);
    }

    [Fact]
    public async Task A_server_that_restarts_is_no_other_that_somebody_may_still_read()
    {
        await using var router = await Routers.StartAsync($"{_address.Address},password={_old.Password}");
        Assert.True(await router.SetAsync("k", "v"));

        _old.Nodes[0].Process.Kill();
        await Eventually.AsyncThat("it is away", async () => await Record.ExceptionAsync(() => router.GetAsync("k")) is not null);
        _old.Nodes[0].Process.Start();
        await Eventually.AsyncThat("it is back", async () => await router.SetAsync("k", "v"));
    }
}
