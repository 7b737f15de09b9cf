namespace CacheLayer.Tests.Redis;

/// <summary>Redis servers that tests share who leave their roles alone.</summary>
public abstract class RedisFixture : IAsyncLifetime
{
    private protected RedisFixture()
    {
    }

    internal abstract RedisServers Servers { get; }

    public abstract Task InitializeAsync();

    public async Task DisposeAsync() => await Servers.DisposeAsync();
}
