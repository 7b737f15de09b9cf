using CacheLayer.Redis.Connections;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;

namespace CacheLayer.Tests.Connections;

/// <summary>A connection to a node that hangs is given up before it is open: it must not stay when the node goes on.</summary>
[Trait("Tier", "faults")]
public sealed class UnopenedConnectionTests : IAsyncLifetime
{
    private static readonly CacheConnectionOptions Options = new() { ConnectTimeout = TimeSpan.FromSeconds(30) };

    private RedisReplicaSet _redis = null!;
    private StallingProxy _proxy = null!;

    private string ConnectionString => _redis.ConnectionString.Replace(_redis.Nodes[0].Address, _proxy.Address, StringComparison.Ordinal);

    public async Task InitializeAsync()
    {
        _redis = await RedisReplicaSet.StartSingleAsync();
        _proxy = new(_redis.Nodes[0].Process.Port);
    }

    public async Task DisposeAsync()
    {
        await _proxy.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task One_that_is_not_wanted_any_more_is_closed()
    {
        var connectionString = CacheConnectionString.Parse(ConnectionString);
        var options = new ConnectionDefaults(Options, connectionString).For(connectionString.Nodes[0].EndPoint);
        using var cancellation = new CancellationTokenSource();
        _redis.Nodes[0].Process.Hang();
        var opening = NodeConnection.OpenAsync(options, _ => { }, cancellation.Token);
        await Eventually.That("it waits for the node", () => _proxy.Open.Length > 0);

        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => opening);
        _redis.Nodes[0].Process.Resume();
        await Eventually.That("it is closed", () => _proxy.Open.Length == 0);
    }

    [Fact]
    public async Task A_router_that_is_disposed_of_meanwhile_leaves_none()
    {
        var router = await Routers.StartAsync(ConnectionString, settings => settings.Connections = Options);
        var open = _proxy.Open.Length;
        _redis.Nodes[0].Process.Hang();
        var opening = router.OpenDedicatedAsync();
        await Eventually.That("it waits for the node", () => _proxy.Open.Length > open);

        await router.DisposeAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => opening);
        _redis.Nodes[0].Process.Resume();
        await Eventually.That("all are closed", () => _proxy.Open.Length == 0);
    }
}
