using StackExchange.Redis;

namespace CacheLayer.Tests.Races.Histories;

/// <summary>The primary, behind the caches' backs: does to entries what time and failovers do.</summary>
internal sealed class RaceRedis(IDatabase primary)
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    /// <summary>The node that is written to; another one after a real failover.</summary>
    public IDatabase Primary { get; set; } = primary;

    public Task ExpireAsync(RedisKey key) => Primary.KeyExpireAsync(key, TimeSpan.Zero);

    /// <summary>What a replica has that has just caught up.</summary>
    public async Task<byte[]?[]> CopyAsync(RedisKey[] keys)
    {
        var transaction = Primary.CreateTransaction();
        var dumps = Array.ConvertAll(keys, key => transaction.KeyDumpAsync(key));
        await transaction.ExecuteAsync();
        return await Task.WhenAll(dumps);
    }

    /// <summary>Makes a copy what the primary has.</summary>
    public async Task RestoreAsync(RedisKey[] keys, byte[]?[] copy)
    {
        var transaction = Primary.CreateTransaction();
        _ = transaction.KeyDeleteAsync(keys);
        var restores = keys.Zip(copy).Where(pair => pair.Second is not null)
            .Select(pair => transaction.KeyRestoreAsync(pair.First, pair.Second!, Life)).ToArray();
        await transaction.ExecuteAsync();
        await Task.WhenAll(restores);
    }
}
