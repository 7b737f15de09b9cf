using CacheLayer.Redis.Dispatch;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;

namespace CacheLayer.Tests.Topology;

/// <summary>One of several connections to a node is lost, or hangs.</summary>
[Trait("Tier", "faults")]
public sealed class ConnectionFaultTests : IAsyncLifetime
{
    private RedisReplicaSet _redis = null!;

    private Redis.RedisNode Node => _redis.Nodes[0];

    public async Task InitializeAsync()
    {
        _redis = await RedisReplicaSet.StartSingleAsync();
        await Node.ExecuteAsync("SET", "k", "v");
    }

    public async Task DisposeAsync() => await _redis.DisposeAsync();

    [Fact]
    public async Task A_connection_that_is_killed_costs_no_read_and_is_opened_again()
    {
        await using var router = await StartAsync($"{_redis.ConnectionString},name=killed");
        await using var load = new ReadLoad(router, "k", "v");
        await load.MoreAsync(20);
        await Eventually.AsyncThat("all are open", async () => (await IdsAsync("killed")).Length == 3);
        var before = await IdsAsync("killed");

        await Node.ExecuteAsync("CLIENT", "KILL", "ID", before[0]);
        await Eventually.AsyncThat("it is opened again", async () => (await IdsAsync("killed")).Length == 3);
        await load.MoreAsync(50);

        load.AssertNoneFailed();
        Assert.Equal(before[1..], (await IdsAsync("killed"))[..2]);
    }

    [Fact]
    public async Task A_connection_that_hangs_is_not_used_and_is_opened_again_and_the_others_stay()
    {
        await using var proxy = new StallingProxy(Node.Process.Port);
        await using var router = await StartAsync(_redis.ConnectionString.Replace(Node.Address, proxy.Address, StringComparison.Ordinal));
        await Eventually.That("all are open", () => proxy.Open.Length == 3);
        var before = proxy.Open;

        proxy.StallFirst();
        await Eventually.AsyncThat("the others are used", () => AllAreReadAsync(router));
        await Eventually.That("it is opened again, and the others stay", () => proxy.Open.Length == 3 && proxy.Open[..2].SequenceEqual(before[1..]));
        await Eventually.AsyncThat("all are used", () => AllAreReadAsync(router));
        Assert.Equal(3, router.Nodes[0].Connections);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_only_connection_is_opened_again_when_it_hangs_or_brings_bytes_and_no_answers(bool bringsBytes)
    {
        await using var proxy = new StallingProxy(Node.Process.Port);
        await using var router = await Routers.StartAsync(_redis.ConnectionString.Replace(Node.Address, proxy.Address, StringComparison.Ordinal));
        await Eventually.That("it is open", () => proxy.Open.Length == 1);
        var before = proxy.Open[0];

        if (bringsBytes)
        {
            proxy.TrickleFirst();
        }
        else
        {
            proxy.StallFirst();
        }

        await Eventually.That("it is opened again", () => proxy.Open is [var only] && only != before);
        await Eventually.AsyncThat("it is used", () => AllAreReadAsync(router));
        Assert.Equal(1, router.Nodes[0].Connections);
    }

    private static Task<TopologyRouter> StartAsync(string connectionString)
        => Routers.StartAsync(connectionString, settings =>
            (settings.Connections.MinConnectionsPerNode, settings.Connections.MaxConnectionsPerNode) = (3, 3));

    private static async Task<bool> AllAreReadAsync(TopologyRouter router)
    {
        var reads = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => router.GetAsync("k")));
        return reads.All(value => value == "v");
    }

    private async Task<string[]> IdsAsync(string name)
        => [.. ((string)(await Node.ExecuteAsync("CLIENT", "LIST"))!).Split('\n')
            .Where(line => line.Contains($" name={name} ", StringComparison.Ordinal))
            .Select(line => line.Split(' ')[0]["id=".Length..])
            .OrderBy(int.Parse)];
}
