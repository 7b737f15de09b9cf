using CacheLayer.Scripts;
using CacheLayer.Tests.Hybrid;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace CacheLayer.Tests.Invalidations;

/// <summary>Nodes at their limit: they refuse what needs memory, and no removal may be among that.</summary>
/// <param name="fixture">The nodes.</param>
/// <param name="policy">Which keys are evicted: none, or those that expire, which are too few.</param>
[Trait("Tier", "redis")]
public abstract class FullNodeTests(RedisFixture fixture, string policy = FullNodeTests.EvictsNothing) : IAsyncLifetime
{
    protected const string EvictsWhatExpires = "volatile-lru";

    private const string EvictsNothing = "noeviction";

    private static readonly DistributedCacheEntryOptions None = new();

    private readonly string _prefix = $"{Guid.NewGuid():N}";
    private readonly Keyspace<string> _products = Keyspace.Create<string>("product", $"p{Guid.NewGuid():N}");
    private HybridProcess _process = null!;

    private RedisServers Redis => fixture.Servers;

    private CacheClient Client => _process.Services.GetRequiredService<CacheClient>();

    private CacheInvalidator Invalidator => _process.Services.GetRequiredService<CacheInvalidator>();

    private IDistributedCache Distributed => _process.Services.GetRequiredService<IDistributedCache>();

    public async Task InitializeAsync()
    {
        _process = await HybridProcess.StartAsync(builder =>
        {
            builder.Configuration.AddInMemoryCollection([KeyValuePair.Create("ConnectionStrings:cache", (string?)Redis.ConnectionString)]);
            builder.AddCacheLayer("cache")
                .AddHybridCache(settings => settings.KeyPrefix = $"h{_prefix}")
                .AddDistributedCache(settings => settings.KeyPrefix = $"d{_prefix}");
        });
        foreach (var (id, version) in ((string, long)[])[("1", 1), ("2", 5)])
        {
            Assert.True(await Client.SetAsync(_products, id, "old", version: version));
        }

        await _process.Cache.SetAsync("a", "old", tags: ["red"]);
        await _process.Cache.SetAsync("b", "old", tags: ["blue"]);
        await Distributed.SetAsync("a", [1], None);

        // What expires is evicted at once where it may be: only what is removed here may be missing.
        foreach (var key in (string[])[.. await Redis.KeysAsync($"*{_prefix}*"), .. await Redis.KeysAsync($"*{_products.Prefix}*")])
        {
            await Redis.ExecuteAsync("PERSIST", key);
        }

        await Redis.EverywhereAsync("CONFIG", "SET", "maxmemory-policy", policy);
        await Redis.EverywhereAsync("CONFIG", "SET", "maxmemory", "1");
    }

    public async Task DisposeAsync()
    {
        await Redis.EverywhereAsync("CONFIG", "SET", "maxmemory", "256mb");
        await Redis.EverywhereAsync("CONFIG", "SET", "maxmemory-policy", "allkeys-lfu");
        await _process.DisposeAsync();
    }

    [Fact]
    public async Task An_invalidation_removes_the_entry_and_raises_the_watermark()
    {
        await Invalidator.InvalidateAsync([new(_products, "1", 2), new(_products, "2", 5)]);

        await GoneAsync($"{_products.Prefix}:1");
        Assert.True((await Client.GetAsync(_products, "2")).IsHit);
        if (policy is EvictsNothing)
        {
            Assert.Equal("2", await Redis.GetAsync((string)KeyLayout.Entry(_products, "1").Watermark!));
            Assert.Equal("5", await Redis.GetAsync((string)KeyLayout.Entry(_products, "2").Watermark!));
        }
    }

    [Fact]
    public async Task Removals_by_key_and_by_tag_are_carried_out()
    {
        await _process.Cache.RemoveAsync("a");
        await _process.Cache.RemoveByTagAsync("blue");
        await Distributed.RemoveAsync("a");

        await GoneAsync($"h{_prefix}:a");
        await GoneAsync($"h{_prefix}:b");
        await GoneAsync($"d{_prefix}:a");
    }

    [Fact]
    public async Task The_removal_of_everything_is_carried_out()
    {
        await _process.Cache.RemoveByTagAsync("*");

        await GoneAsync($"h{_prefix}:a");
        await GoneAsync($"h{_prefix}:b");
    }

    [Fact]
    public async Task A_set_that_is_refused_leaves_no_old_value()
    {
        Assert.False(await Client.SetAsync(_products, "1", "new", version: 2));
        await Assert.ThrowsAsync<CacheUnavailableException>(async () => await _process.Cache.SetAsync("a", "new"));
        await Assert.ThrowsAsync<CacheUnavailableException>(async () => await _process.Cache.SetAsync("b", "new", tags: ["green"]));
        await Assert.ThrowsAsync<CacheUnavailableException>(() => Distributed.SetAsync("a", [2], None));

        Assert.False(await Redis.ExistsAsync($"{_products.Prefix}:1"));
        await GoneAsync($"h{_prefix}:a");
        await GoneAsync($"h{_prefix}:b");
        await GoneAsync($"d{_prefix}:a");
    }

    [Fact]
    public async Task A_value_that_is_fetched_in_place_of_the_old_one_leaves_none_either()
    {
        var options = new HybridCacheEntryOptions { Flags = HybridCacheEntryFlags.DisableDistributedCacheRead };
        Assert.Equal("new", await _process.Cache.GetOrCreateAsync("a", _ => ValueTask.FromResult("new"), options));

        Assert.False(await Redis.ExistsAsync($"h{_prefix}:a"));
    }

    [Fact]
    public async Task Health_says_so_and_lag_is_reported_all_the_same()
    {
        await Invalidator.ReportLagAsync(TimeSpan.FromSeconds(7));

        // A report that is evicted is none: readers that depend on it serve less.
        Assert.True(policy is EvictsWhatExpires || (await Redis.GetAsync(LagReport.Key!))?.EndsWith(" 7000", StringComparison.Ordinal) is true);
        await Eventually.AsyncThat("health says so", async () =>
            (await _process.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries.Single().Value is { Status: HealthStatus.Degraded } entry
            && entry.Description!.Contains("no memory", StringComparison.Ordinal));
    }

    private async Task GoneAsync(string key)
    {
        foreach (var node in await Redis.NodesOfAsync(key))
        {
            Assert.Null(await node.GetAsync(key));
        }
    }
}
