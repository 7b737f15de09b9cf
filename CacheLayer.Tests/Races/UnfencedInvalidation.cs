using CacheLayer.Tests.Races.Histories;
using StackExchange.Redis;

namespace CacheLayer.Tests.Races;

/// <summary>The library with its leases left standing: an invalidation that only deletes the value.</summary>
internal sealed class UnfencedInvalidation(ICacheUnderTest cache, IDatabase redis) : ICacheUnderTest
{
    public string Name => $"{cache.Name}, leases left standing";

    public bool MayWait(int reader, int other) => cache.MayWait(reader, other);

    public ValueTask<long> GetOrFetchAsync(int reader, string id, Func<Task<long>> fetch) => cache.GetOrFetchAsync(reader, id, fetch);

    public Task InvalidateAsync(string id, long version) => redis.KeyDeleteAsync(cache.Keys(id)[0]);

    public RedisKey[] Keys(string id) => cache.Keys(id);

    public ValueTask DisposeAsync() => cache.DisposeAsync();
}
