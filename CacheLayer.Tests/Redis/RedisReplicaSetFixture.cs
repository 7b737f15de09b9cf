namespace CacheLayer.Tests.Redis;

/// <summary>A replica set shared by the tests of a class that leave its roles alone.</summary>
public sealed class RedisReplicaSetFixture : IAsyncLifetime
{
    internal RedisReplicaSet Redis { get; private set; } = null!;

    public async Task InitializeAsync() => Redis = await RedisReplicaSet.StartAsync();

    public async Task DisposeAsync() => await Redis.DisposeAsync();
}
