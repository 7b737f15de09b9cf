using CacheLayer.Benchmarks.Peers;
using CacheLayer.Tests.Races.Histories;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace CacheLayer.Benchmarks.Races;

/// <summary>Microsoft's HybridCache in two processes over one Redis, without its in-process caches: those would add stale reads of their own.</summary>
internal sealed class HybridCacheUnderTest : ICacheUnderTest
{
    private const string Instance = "hybrid-races:";

    private readonly ServiceProvider[] _services;
    private readonly HybridCache[] _processes;
    private readonly HybridCacheEntryOptions _options = new() { Expiration = PeerData.Ttl, Flags = HybridCacheEntryFlags.DisableLocalCache };

    public HybridCacheUnderTest(string redis)
    {
        _services = [Process(redis), Process(redis)];
        _processes = Array.ConvertAll(_services, services => services.GetRequiredService<HybridCache>());
    }

    public string Name => "HybridCache";

    public bool MayWait(int reader, int other) => reader != other && reader % 2 == other % 2;

    public ValueTask<long> GetOrFetchAsync(int reader, string id, Func<Task<long>> fetch)
        => _processes[reader % 2].GetOrCreateAsync(id, async _ => await fetch(), _options);

    public Task InvalidateAsync(string id, long version) => _processes[0].RemoveAsync(id).AsTask();

    public RedisKey[] Keys(string id) => [Instance + id];

    public async ValueTask DisposeAsync()
    {
        foreach (var services in _services)
        {
            await services.DisposeAsync();
        }
    }

    private static ServiceProvider Process(string redis) => Services.Over(redis, Instance, services => services.AddHybridCache());
}
