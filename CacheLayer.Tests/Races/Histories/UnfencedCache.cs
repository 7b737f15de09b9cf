using StackExchange.Redis;

namespace CacheLayer.Tests.Races.Histories;

/// <summary>Cache-aside as it is usually written by hand: GET, fetch, SET; DEL. Shows that the histories find what they are for.</summary>
internal sealed class UnfencedCache(IDatabase redis) : ICacheUnderTest
{
    private static readonly TimeSpan Ttl = TimeSpan.FromHours(1);
    private readonly string _prefix = $"u{Guid.NewGuid():N}:";

    public string Name => "GET, SET and DEL";

    public bool MayWait(int reader, int other) => false;

    public async ValueTask<long> GetOrFetchAsync(int reader, string id, Func<Task<long>> fetch)
    {
        if ((long?)await redis.StringGetAsync(_prefix + id) is { } cached)
        {
            return cached;
        }

        var version = await fetch();
        await redis.StringSetAsync(_prefix + id, version, Ttl);
        return version;
    }

    public Task InvalidateAsync(string id, long version) => redis.KeyDeleteAsync(_prefix + id);

    public RedisKey[] Keys(string id) => [_prefix + id];

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
