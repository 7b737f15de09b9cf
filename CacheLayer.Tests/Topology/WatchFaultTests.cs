using CacheLayer.Redis.Dispatch;
using CacheLayer.Redis.Topology;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;
using Microsoft.Extensions.Logging;

namespace CacheLayer.Tests.Topology;

/// <summary>Whatever goes wrong while a node is watched, it is watched on: without that it could never be read again.</summary>
[Trait("Tier", "faults")]
public sealed class WatchFaultTests : IAsyncLifetime
{
    private RedisReplicaSet _redis = null!;

    public async Task InitializeAsync() => _redis = await RedisReplicaSet.StartSingleAsync();

    public async Task DisposeAsync() => await _redis.DisposeAsync();

    [Fact]
    public async Task An_exception_that_nobody_has_foreseen_ends_no_watch()
    {
        using var logger = new FailingLogger();
        await using var router = new TopologyRouter(new CacheLayerSettings { ConnectionString = _redis.ConnectionString }, logger);
        await router.StartAsync(CancellationToken.None);
        Assert.True(router.Nodes[0].IsReadable);

        _redis.Nodes[0].Process.Hang();
        await Eventually.That("a probe has thrown", () => logger.Failed > 0 && !router.Nodes[0].IsReadable);
        _redis.Nodes[0].Process.Resume();
        await Eventually.That("the node is read again", () => router.Nodes[0].IsReadable);
    }

    [Fact]
    public async Task A_connection_that_is_closed_under_a_probe_is_a_node_that_did_not_answer()
    {
        await using var router = await Routers.StartAsync(_redis.ConnectionString);
        var node = router.PreferredNode!;
        await node.Pool.Pick().DisposeAsync();
        await Eventually.That("it is known", () => node.Health is NodeHealth.Unresponsive);
    }

    // Throws when it is told that a node fails.
    private sealed class FailingLogger : ILogger<TopologyRouter>, IDisposable
    {
        public int Failed { get; private set; }

        public IDisposable BeginScope<TState>(TState state)
            where TState : notnull
            => this;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (formatter(state, exception).Contains(nameof(NodeHealth.Unresponsive), StringComparison.Ordinal))
            {
                Failed++;
                throw new InvalidOperationException("The log is full.");
            }
        }

        public void Dispose()
        {
            // There is nothing to dispose of; scopes need it.
        }
    }
}
