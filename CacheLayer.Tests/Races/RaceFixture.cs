using CacheLayer.Tests.Races.Histories;
using CacheLayer.Tests.Redis;
using StackExchange.Redis;

namespace CacheLayer.Tests.Races;

/// <summary>One Redis node, and what histories do to it behind the caches' backs.</summary>
public sealed class RaceFixture : IAsyncLifetime
{
    private ConnectionMultiplexer _connection = null!;

    internal RedisReplicaSet Redis { get; private set; } = null!;

    internal RaceRedis Primary => new(Database);

    internal IDatabase Database => _connection.GetDatabase();

    public async Task InitializeAsync()
    {
        Redis = await RedisReplicaSet.StartSingleAsync();
        _connection = await ConnectionMultiplexer.ConnectAsync($"{Redis.ConnectionString},asyncTimeout=20000");
    }

    public async Task DisposeAsync()
    {
        await _connection.DisposeAsync();
        await Redis.DisposeAsync();
    }
}
