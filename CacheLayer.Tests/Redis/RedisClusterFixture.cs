namespace CacheLayer.Tests.Redis;

/// <summary>A cluster.</summary>
public sealed class RedisClusterFixture : RedisFixture
{
    // A node that waits for a busy machine is not to be replaced in the middle of a test.
    private static readonly TimeSpan NodeTimeout = TimeSpan.FromSeconds(30);

    internal RedisCluster Redis { get; private set; } = null!;

    internal override RedisServers Servers => Redis;

    public override async Task InitializeAsync() => Redis = await RedisCluster.StartAsync(nodeTimeout: NodeTimeout);
}
