namespace CacheLayer.Tests.Redis;

/// <summary>One Redis node shared by the tests of a class.</summary>
public sealed class RedisSingleFixture : IAsyncLifetime
{
    internal RedisReplicaSet Redis { get; private set; } = null!;

    public async Task InitializeAsync() => Redis = await RedisReplicaSet.StartSingleAsync();

    public async Task DisposeAsync() => await Redis.DisposeAsync();
}
