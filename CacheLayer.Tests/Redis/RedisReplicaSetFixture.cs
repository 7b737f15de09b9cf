namespace CacheLayer.Tests.Redis;

/// <summary>A replica set with sentinels.</summary>
public sealed class RedisReplicaSetFixture : RedisFixture
{
    internal RedisReplicaSet Redis { get; private set; } = null!;

    internal override RedisServers Servers => Redis;

    public override async Task InitializeAsync() => Redis = await RedisReplicaSet.StartAsync();
}
