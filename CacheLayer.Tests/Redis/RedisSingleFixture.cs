namespace CacheLayer.Tests.Redis;

/// <summary>One Redis node.</summary>
public sealed class RedisSingleFixture : RedisFixture
{
    internal RedisReplicaSet Redis { get; private set; } = null!;

    internal override RedisServers Servers => Redis;

    public override async Task InitializeAsync() => Redis = await RedisReplicaSet.StartSingleAsync();
}
