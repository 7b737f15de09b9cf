using CacheLayer.Redis.Connections;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CacheLayer.Tests.Connections;

[Trait("Tier", "faults")]
public sealed class NodeConnectionPoolTests(RedisSingleFixture fixture) : IClassFixture<RedisSingleFixture>
{
    private readonly FakeTimeProvider _time = new();
    private readonly string _name = $"pool-{Guid.NewGuid():N}";

    [Fact]
    public async Task It_grows_under_load_and_shrinks_when_the_load_is_gone()
    {
        await using var pool = await OpenAsync(new() { MinConnectionsPerNode = 1, MaxConnectionsPerNode = 3, RequestsPerConnection = 4 });
        var used = Enumerable.Range(0, 8).Select(_ => Enter(pool)).ToList();
        await KeepAsync(pool);
        Assert.Equal(1, pool.Count);

        _time.Advance(PoolSizing.BusyFor);
        await KeepAsync(pool);
        Assert.Equal(3, pool.Count);
        Assert.Equal(3, await OpenOnTheServerAsync());
        Assert.NotSame(used[0], pool.Pick());
        Assert.Equal(8.0 / 12, (double)pool.InFlight / pool.Capacity);

        used.ForEach(connection => connection.Leave());
        await ShrinkAsync(pool, 2);
        await ShrinkAsync(pool, 1);
        await ShrinkAsync(pool, 1);
        await KeepAsync(pool);
        await Eventually.AsyncThat("the others are closed", async () => await OpenOnTheServerAsync() == 1);
        await pool.Pick().Database.PingAsync();
    }

    [Fact]
    public async Task A_connection_that_is_given_up_ends_its_requests_first()
    {
        await using var pool = await OpenAsync(new() { MinConnectionsPerNode = 1, MaxConnectionsPerNode = 2, RequestsPerConnection = 100 });
        var used = Enumerable.Range(0, 60).Select(_ => Enter(pool)).ToList();
        await KeepAsync(pool);
        _time.Advance(PoolSizing.BusyFor);
        await KeepAsync(pool);
        var last = Enter(pool);
        used.ForEach(connection => connection.Leave());

        await ShrinkAsync(pool, 1);
        await KeepAsync(pool);
        await last.Database.PingAsync();
        last.Leave();
        await KeepAsync(pool);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => last.Database.PingAsync());
    }

    [Fact]
    public async Task It_does_not_grow_because_of_requests_that_pile_up_on_a_connection_that_hangs()
    {
        await using var redis = await RedisReplicaSet.StartSingleAsync();
        await using var pool = await OpenAsync(new() { MinConnectionsPerNode = 1, MaxConnectionsPerNode = 3, RequestsPerConnection = 4 }, redis);
        for (var i = 0; i < 8; i++)
        {
            Enter(pool);
        }

        redis.Nodes[0].Process.Hang();
        await KeepAsync(pool);
        _time.Advance(PoolSizing.BusyFor);
        await KeepAsync(pool);
        Assert.Equal(1, pool.Count);
    }

    private static NodeConnection Enter(NodeConnectionPool pool)
    {
        var connection = pool.Pick();
        connection.Enter();
        return connection;
    }

    private static Task KeepAsync(NodeConnectionPool pool) => pool.KeepAsync(CancellationToken.None);

    private async Task ShrinkAsync(NodeConnectionPool pool, int expected)
    {
        await KeepAsync(pool);
        _time.Advance(PoolSizing.IdleFor);
        await KeepAsync(pool);
        Assert.Equal(expected, pool.Count);
    }

    private async Task<NodeConnectionPool> OpenAsync(CacheConnectionOptions options, RedisReplicaSet? redis = null)
    {
        var connectionString = CacheConnectionString.Parse((redis ?? fixture.Redis).ConnectionString);
        var node = new ConnectionDefaults(options, connectionString).For(connectionString.Nodes[0].EndPoint);
        node.ClientName = _name;
        var pool = new NodeConnectionPool(node, options, _ => { }, _time, NullLogger.Instance);
        await pool.OpenAsync(CancellationToken.None);
        return pool;
    }

    private async Task<int> OpenOnTheServerAsync()
        => ((string)(await fixture.Redis.Nodes[0].ExecuteAsync("CLIENT", "LIST"))!).Split($"name={_name}").Length - 1;
}
