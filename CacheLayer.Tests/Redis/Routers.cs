using CacheLayer.Redis.Dispatch;
using CacheLayer.Redis.Routing;
using CacheLayer.Redis.Topology;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace CacheLayer.Tests.Redis;

/// <summary>Routers of tests, and the plain commands that tests send through them.</summary>
internal static class Routers
{
    public static async Task<TopologyRouter> StartAsync(string connectionString, Action<CacheLayerSettings>? configure = null)
    {
        var settings = new CacheLayerSettings { ConnectionString = connectionString };
        configure?.Invoke(settings);
        var router = new TopologyRouter(settings, NullLogger<TopologyRouter>.Instance);
        await router.StartAsync(CancellationToken.None);
        return router;
    }

    public static async Task<KeyRouter> StartKeysAsync(string connectionString, Action<CacheLayerSettings>? configure = null)
    {
        var settings = new CacheLayerSettings { ConnectionString = connectionString };
        configure?.Invoke(settings);
        var router = new KeyRouter(settings, NullLogger<TopologyRouter>.Instance);
        await router.StartAsync(CancellationToken.None);
        return router;
    }

    public static async Task<string?> GetAsync(this KeyRouter router, string key, CancellationToken cancellationToken = default)
        => await router.ReadAsync(key, key, static (db, key) => db.StringGetAsync(key), cancellationToken);

    public static ValueTask<bool> SetAsync(this KeyRouter router, string key, string value, WriteRetry retry = WriteRetry.UntilDeadline)
        => router.WriteAsync(key, (Key: key, Value: value), static (db, entry) => db.StringSetAsync(entry.Key, (RedisValue)entry.Value), retry, CancellationToken.None);

    public static async Task<string?> GetAsync(this TopologyRouter router, string key, CancellationToken cancellationToken = default)
        => await router.ReadAsync(key, static (db, key) => db.StringGetAsync(key), cancellationToken);

    public static ValueTask<bool> SetAsync(this TopologyRouter router, string key, string value, WriteRetry retry = WriteRetry.UntilDeadline)
        => router.WriteAsync((Key: key, Value: value), static (db, entry) => db.StringSetAsync(entry.Key, (RedisValue)entry.Value), retry, CancellationToken.None);

    public static NodeStatus? Primary(this TopologyRouter router) => router.Nodes.SingleOrDefault(node => node.IsPrimary);

    public static NodeStatus Node(this TopologyRouter router, RedisNode node) => router.Nodes.Single(status => status.Name == node.Address);
}
