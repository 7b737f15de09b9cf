using CacheLayer.Benchmarks.Peers;
using CacheLayer.Tests.Races.Histories;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using ZiggyCreatures.Caching.Fusion;

namespace CacheLayer.Benchmarks.Races;

/// <summary>FusionCache in two processes over one Redis, without its in-process caches: those would add stale reads of their own.</summary>
internal sealed class FusionCacheUnderTest : ICacheUnderTest
{
    private const string Instance = "fusion-races:";

    private readonly ServiceProvider[] _services;
    private readonly IFusionCache[] _processes;
    private readonly FusionCacheEntryOptions _options = new(PeerData.Ttl)
    {
        SkipMemoryCacheRead = true,
        SkipMemoryCacheWrite = true,
        AllowBackgroundDistributedCacheOperations = false,
    };

    public FusionCacheUnderTest(string redis)
    {
        _services = [Process(redis), Process(redis)];
        _processes = Array.ConvertAll(_services, services => services.GetRequiredService<IFusionCache>());
    }

    public string Name => "FusionCache";

    public bool MayWait(int reader, int other) => reader != other && reader % 2 == other % 2;

    public ValueTask<long> GetOrFetchAsync(int reader, string id, Func<Task<long>> fetch)
        => _processes[reader % 2].GetOrSetAsync<long>(id, (_, _) => fetch(), default(MaybeValue<long>), _options);

    public Task InvalidateAsync(string id, long version) => _processes[0].RemoveAsync(id, _options).AsTask();

    public RedisKey[] Keys(string id) => [$"{Instance}v2:{id}"];

    public async ValueTask DisposeAsync()
    {
        foreach (var services in _services)
        {
            await services.DisposeAsync();
        }
    }

    private static ServiceProvider Process(string redis)
        => Services.Over(redis, Instance, services => services.AddFusionCache().WithRegisteredDistributedCache().WithSerializer(new MessagePackFusionSerializer()));
}
