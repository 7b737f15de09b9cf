using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CacheLayer.Tests.Hybrid;

/// <summary>How factories are called: by whom, how often, and what becomes of what they bring.</summary>
[Trait("Tier", "redis")]
public sealed class HybridFetchTests(RedisSingleFixture fixture) : IClassFixture<RedisSingleFixture>
{
    private const HybridCacheEntryFlags NoCache = HybridCacheEntryFlags.DisableDistributedCache | HybridCacheEntryFlags.DisableLocalCache;

    private static readonly HybridCacheEntryOptions Uncached = new() { Flags = NoCache };

    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(100)]
    public async Task Callers_share_one_call_that_stores_nothing(int callers)
    {
        await using var process = await StartAsync();
        var created = 0;
        var factory = new Factory<string>(() => $"value {Interlocked.Increment(ref created)}");
        var gate = factory.Hold();
        var first = process.Cache.GetOrCreateAsync("a", factory.CreateAsync, Uncached).AsTask();
        await factory.CalledAsync();
        var others = Enumerable.Range(1, callers - 1).Select(_ => process.Cache.GetOrCreateAsync("a", factory.CreateAsync, Uncached).AsTask()).ToArray();
        await Eventually.That("they all came", () => Array.TrueForAll(others, other => !other.IsCompleted));
        gate.SetResult();

        Assert.All(await Task.WhenAll([first, .. others]), value => Assert.Equal("value 1", value));
        Assert.Equal(1, factory.Calls);
    }

    [Fact]
    public async Task A_value_that_is_too_large_to_replace_what_is_stored_removes_it()
    {
        await using var process = await StartAsync();
        await process.Cache.SetAsync("replaced", "old");
        await process.Cache.GetOrCreateAsync(
            "replaced", static _ => ValueTask.FromResult(new string('x', 8_000_000)), new() { Flags = HybridCacheEntryFlags.DisableDistributedCacheRead });

        Assert.Equal("new", await process.Cache.GetOrCreateAsync("replaced", static _ => ValueTask.FromResult("new")));
    }

    [Theory]
    [InlineData("key")]
    [InlineData("tag")]
    [InlineData("set")]
    public async Task Who_comes_after_a_removal_shares_no_call_that_began_before_it(string removed)
    {
        await using var process = await StartAsync();
        var created = 0;
        var factory = new Factory<string>(() => $"value {Interlocked.Increment(ref created)}");
        var gate = factory.Hold();
        var early = process.Cache.GetOrCreateAsync("a", factory.CreateAsync, Uncached).AsTask();
        await factory.CalledAsync();
        await (removed switch
        {
            "key" => process.Cache.RemoveAsync("a"),
            "tag" => process.Cache.RemoveByTagAsync("red"),
            _ => process.Cache.SetAsync("a", "pushed"),
        });
        var late = process.Cache.GetOrCreateAsync("a", factory.CreateAsync, Uncached).AsTask();
        gate.SetResult();

        Assert.Equal(("value 1", "value 2"), (await early, await late));
    }

    [Theory]
    [InlineData("red")]
    [InlineData("*")]
    public async Task What_is_created_right_after_its_tag_was_removed_is_stored(string tag)
    {
        await using var process = await StartAsync();
        for (var i = 0; i < 5; i++)
        {
            await process.Cache.RemoveByTagAsync(tag);
            await process.Cache.GetOrCreateAsync($"{tag}{i}", _ => ValueTask.FromResult("created"), tags: ["red"]);

            await Eventually.AsyncThat("it is stored", async () => await process.Cache.GetOrCreateAsync(
                $"{tag}{i}", _ => ValueTask.FromResult("nothing"), new() { Flags = HybridCacheEntryFlags.DisableUnderlyingData }) is "created");
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_life_without_end_is_bounded(bool tagged)
    {
        await using var process = await StartAsync();
        string[]? tags = tagged ? ["red"] : null;
        var forEver = new HybridCacheEntryOptions { Expiration = TimeSpan.MaxValue };

        await process.Cache.SetAsync("set", "value", forEver, tags);
        await process.Cache.GetOrCreateAsync("created", _ => ValueTask.FromResult("value"), forEver, tags);

        foreach (var key in new[] { "set", "created" })
        {
            await Eventually.AsyncThat("it lives for years", async () => (long)await fixture.Redis.ExecuteAsync("PTTL", $"{Prefix}:{key}") > TimeSpan.FromDays(3_000).TotalMilliseconds);
        }
    }

    [Fact]
    public async Task Factories_that_hang_block_no_other_factory()
    {
        await using var process = await StartAsync(("MaxConcurrentFetches", "2"), ("MaxQueuedFetches", "0"));
        var never = new TaskCompletionSource<string>();
        var calls = 0;
        Func<CancellationToken, ValueTask<string>> hangs = async _ =>
        {
            Interlocked.Increment(ref calls);
            return await never.Task;
        };
        var hung = Enumerable.Range(0, 2).Select(i => process.Cache.GetOrCreateAsync($"hung{i}", hangs).AsTask()).ToArray();
        await Eventually.That("they are called", () => calls is 2);
        await Assert.ThrowsAsync<OriginOverloadedException>(() => process.Cache.GetOrCreateAsync("hung2", hangs).AsTask());

        Assert.Equal("one", await process.Cache.GetOrCreateAsync("a", _ => ValueTask.FromResult("one")));
        Assert.Equal("two", await process.Cache.GetOrCreateAsync("b", "two", static (state, _) => ValueTask.FromResult(state)));
        never.SetResult("late");
        Assert.Equal(["late", "late"], await Task.WhenAll(hung));
    }

    private string Prefix { get; } = $"hf{Guid.NewGuid():N}";

    private Task<HybridProcess> StartAsync(params (string Name, string Value)[] settings) => HybridProcess.StartAsync(builder =>
    {
        builder.Configuration.AddInMemoryCollection(settings.Select(s => KeyValuePair.Create($"CacheLayer:Keyspaces:hybrid:{s.Name}", (string?)s.Value)));
        builder.Configuration.AddInMemoryCollection(CacheProcess.Patient.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value)));
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create("ConnectionStrings:cache", (string?)fixture.Redis.ConnectionString)]);
        builder.AddCacheLayer("cache").AddHybridCache(settings => settings.KeyPrefix = Prefix);
    });
}
