using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CacheLayer.Tests.Hybrid;

/// <summary>The standard abstraction with values in the memory of the process.</summary>
[Trait("Tier", "redis")]
public sealed class HybridCacheL1Tests(RedisSingleFixture fixture) : IClassFixture<RedisSingleFixture>, IAsyncLifetime
{
    private static readonly HybridCacheEntryOptions WithoutL1 = new() { Flags = HybridCacheEntryFlags.DisableLocalCache };

    private readonly string _prefix = $"hc{Guid.NewGuid():N}";
    private HybridProcess _one = null!;
    private HybridProcess _two = null!;

    public async Task InitializeAsync()
    {
        _one = await StartAsync();
        _two = await StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _one.DisposeAsync();
        await _two.DisposeAsync();
    }

    [Fact]
    public async Task What_was_created_is_served_from_memory_and_every_caller_has_an_object_of_its_own()
    {
        await ServedAsync("one");
        var (first, second) = (await GetAsync(_one), await GetAsync(_one));
        Assert.NotSame(first, second);
        Assert.Equal(["one"], second);
    }

    [Fact]
    public async Task A_removal_by_key_tag_or_of_all_is_seen_by_this_process_at_once_and_heard_by_others()
    {
        for (var i = 0; i < 30; i++)
        {
            await ServedAsync($"{i}");
            await ((i % 3) switch
            {
                0 => _one.Cache.RemoveAsync("a"),
                1 => _one.Cache.RemoveByTagAsync("red"),
                _ => _one.Cache.RemoveByTagAsync("*"),
            });
            Assert.Null(await FindAsync(_one));
            await Eventually.AsyncThat("it is gone in the other process", async () => await FindAsync(_two) is null);
        }
    }

    [Fact]
    public async Task A_call_that_wants_no_local_cache_asks_Redis()
    {
        await ServedAsync("one");
        var before = L1Hits(_one);
        Assert.Equal(["one"], await _one.Cache.GetOrCreateAsync("a", _ => ValueTask.FromResult<string[]>(["two"]), WithoutL1));
        Assert.Equal(before, L1Hits(_one));
        await GetAsync(_one);
        Assert.Equal(before + 1, L1Hits(_one));
    }

    [Fact]
    public async Task What_was_set_is_served_from_memory()
    {
        await _one.Cache.SetAsync<string[]>("a", ["pushed"]);
        var before = L1Hits(_one);
        await Eventually.AsyncThat("it is served from memory", async () => await GetAsync(_one) is ["pushed"] && L1Hits(_one) > before);
    }

    private static ValueTask<string[]?> FindAsync(HybridProcess process)
        => process.Cache.GetOrCreateAsync("a", _ => ValueTask.FromResult<string[]?>(null), new() { Flags = HybridCacheEntryFlags.DisableUnderlyingData });

    private static ValueTask<string[]> GetAsync(HybridProcess process, string value = "none")
        => process.Cache.GetOrCreateAsync("a", value, static (value, _) => ValueTask.FromResult<string[]>([value]), tags: ["red"]);

    private static long L1Hits(HybridProcess process)
        => process.Services.GetRequiredService<CacheStatistics>().Snapshot().Single(s => s.Keyspace is HybridCacheSettings.KeyspaceName).L1Hits;

    /// <summary>Has a value created, and waits until both processes serve it from memory.</summary>
    private async Task ServedAsync(string value)
    {
        foreach (var process in new[] { _one, _two })
        {
            await Eventually.AsyncThat($"{value} is served from memory", async () =>
            {
                var before = L1Hits(process);
                return (await GetAsync(process, value))[0] == value && L1Hits(process) > before;
            });
        }
    }

    private Task<HybridProcess> StartAsync() => HybridProcess.StartAsync(builder =>
    {
        builder.Configuration.AddInMemoryCollection([
            KeyValuePair.Create("ConnectionStrings:cache", (string?)fixture.Redis.ConnectionString),
            KeyValuePair.Create("CacheLayer:Keyspaces:hybrid:L1:Enabled", (string?)"true")]);
        builder.AddCacheLayer("cache").AddHybridCache(settings => settings.KeyPrefix = _prefix);
    });
}
