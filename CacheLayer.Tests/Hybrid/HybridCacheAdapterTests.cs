using CacheLayer.Scripts;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CacheLayer.Tests.Hybrid;

/// <summary>
/// Ours: all that the suite asks for, and what Microsoft's does not give: a removal holds in every process as soon as it
/// returned, and nothing that was begun before it comes back. Microsoft's stores what was being created during a removal, and
/// other processes serve their own copies until these expire.
/// </summary>
public abstract class HybridCacheAdapterTests(RedisFixture fixture) : HybridCacheTests(fixture)
{
    public enum Removed
    {
        Key,
        Tag,
        Everything,
    }

    [Theory]
    [InlineData(Removed.Key, false)]
    [InlineData(Removed.Key, true)]
    [InlineData(Removed.Tag, false)]
    [InlineData(Removed.Tag, true)]
    [InlineData(Removed.Everything, false)]
    [InlineData(Removed.Everything, true)]
    public async Task What_is_removed_while_it_is_created_is_answered_and_not_stored(Removed removed, bool byAnother)
    {
        var gate = Created.Hold();
        var early = GetAsync("a", "red").AsTask();
        await Created.CalledAsync();
        Created.HoldNoMore();
        await RemoveAsync(byAnother ? Two.Cache : Cache, removed);

        // Whoever comes after the removal gets what was created after it.
        var late = GetAsync("a", "red").AsTask();
        var elsewhere = Two.Cache.GetOrCreateAsync("a", Created.CreateAsync, tags: ["red"]).AsTask();
        gate.SetResult();

        Assert.Equal("value 1", await early);
        Assert.NotEqual("value 1", await late);
        Assert.NotEqual("value 1", await elsewhere);
        Assert.NotEqual("value 1", await GetAsync("a", "red"));
    }

    [Theory]
    [InlineData(Removed.Key)]
    [InlineData(Removed.Tag)]
    [InlineData(Removed.Everything)]
    public async Task What_one_process_removed_no_other_reads(Removed removed)
    {
        await StoreAsync("a", "red");
        await RemoveAsync(Cache, removed);

        Assert.Null(await PeekAsync(Two.Cache, "a"));
    }

    [Fact]
    public async Task What_one_process_sets_every_other_reads_at_once()
    {
        for (var i = 0; i < 50; i++)
        {
            await Cache.SetAsync("a", $"pushed {i}");
            Assert.Equal($"pushed {i}", await PeekAsync(Two.Cache, "a"));
        }
    }

    [Fact]
    public async Task What_is_set_again_has_the_tags_of_the_last_time_only()
    {
        await Cache.SetAsync("a", "one", tags: ["red", "blue"]);
        await Cache.SetAsync("a", "two", tags: ["red"]);
        await Cache.SetAsync("b", "one", tags: ["blue"]);
        await Cache.SetAsync("b", "two");
        await StoreAsync("c", "blue");
        await Cache.SetAsync("c", "two");
        await Cache.RemoveByTagAsync("blue");

        Assert.Equal("two", await PeekAsync(Two.Cache, "a"));
        Assert.Equal("two", await PeekAsync(Two.Cache, "b"));
        Assert.Equal("two", await PeekAsync(Two.Cache, "c"));
        await Cache.SetAsync("b", "three", tags: ["blue", "red"]);
        await Cache.RemoveByTagAsync("red");
        Assert.Null(await PeekAsync(Two.Cache, "a"));
        Assert.Null(await PeekAsync(Two.Cache, "b"));
    }

    [Fact]
    public async Task What_is_created_over_what_was_set_has_its_own_tags()
    {
        await Cache.SetAsync("a", "pushed", tags: ["red"]);
        await Cache.GetOrCreateAsync("a", Created.CreateAsync, new() { Flags = HybridCacheEntryFlags.DisableDistributedCacheRead }, ["blue"]);
        await Eventually.AsyncThat("it is stored", async () => await PeekAsync(Two.Cache, "a") is "value 1");
        await Cache.RemoveByTagAsync("blue");

        Assert.Null(await PeekAsync(Two.Cache, "a"));
    }

    [Fact]
    public async Task What_is_set_while_its_tag_is_removed_goes_with_the_next_removal()
    {
        for (var i = 0; i < 50; i++)
        {
            await Task.WhenAll(Cache.SetAsync("a", "pushed", tags: ["red"]).AsTask(), Two.Cache.RemoveByTagAsync("red").AsTask());
            await Cache.RemoveByTagAsync("red");

            Assert.Null(await PeekAsync(Two.Cache, "a"));
        }
    }

    [Fact]
    public async Task Many_sets_of_one_key_at_once_are_all_carried_out()
    {
        await Task.WhenAll(Enumerable.Range(0, 64).Select(i => (i % 2 is 0 ? Cache : Two.Cache).SetAsync("a", "pushed", tags: ["red", "blue"]).AsTask()));
        Assert.Equal("pushed", await PeekAsync(Two.Cache, "a"));

        await Cache.RemoveByTagAsync("blue");
        Assert.Null(await PeekAsync(Two.Cache, "a"));
    }

    [Fact]
    public async Task What_was_cancelled_before_it_began_is_not_done()
    {
        var cancelled = new CancellationToken(canceled: true);
        await Cache.SetAsync("a", "pushed", tags: ["red"]);

        await AssertCancelledAsync(() => Cache.SetAsync("a", "other", cancellationToken: cancelled));
        await AssertCancelledAsync(() => Cache.RemoveAsync("a", cancelled));
        await AssertCancelledAsync(() => Cache.RemoveAsync(["a"], cancelled));
        await AssertCancelledAsync(() => Cache.RemoveByTagAsync("red", cancelled));
        await AssertCancelledAsync(() => Cache.RemoveByTagAsync(["red", "*"], cancelled));
        await AssertCancelledAsync(async () => await One.Services.GetRequiredService<CacheInvalidator>().InvalidateAsync([new(Keyspace.Create<string>("any", "any"), "a")], cancelled));
        Assert.Equal("pushed", await PeekAsync(Cache, "a"));

        static Task AssertCancelledAsync(Func<ValueTask> call) => Assert.ThrowsAnyAsync<OperationCanceledException>(() => call().AsTask());
    }

    [Fact]
    public async Task What_is_set_while_it_is_created_is_not_overwritten()
    {
        var gate = Created.Hold();
        var early = GetAsync("a").AsTask();
        await Created.CalledAsync();
        await Two.Cache.SetAsync("a", "pushed");
        gate.SetResult();
        await early;
        await Eventually.That("the fill is refused", () => Statistics(One).RefusedFills is 1);

        Assert.Equal("pushed", await GetAsync("a"));
    }

    [Fact]
    public async Task What_is_removed_while_it_is_refreshed_is_not_stored()
    {
        await StoreAsync("a");
        var gate = Created.Hold();
        var refreshed = Cache.GetOrCreateAsync("a", Created.CreateAsync, new() { Flags = HybridCacheEntryFlags.DisableDistributedCacheRead }).AsTask();
        await Created.CalledAsync(2);
        await Two.Cache.RemoveAsync("a");
        gate.SetResult();

        Assert.Equal("value 2", await refreshed);
        Assert.Null(await PeekAsync(Cache, "a"));
    }

    [Fact]
    public async Task When_every_caller_has_given_up_the_value_is_stored_all_the_same()
    {
        var gate = Created.Hold();
        using var impatient = new CancellationTokenSource();
        var only = Cache.GetOrCreateAsync("a", Created.CreateAsync, cancellationToken: impatient.Token).AsTask();
        await Created.CalledAsync();
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => only);
        gate.SetResult();

        await Eventually.AsyncThat("it is stored", async () => await PeekAsync(Two.Cache, "a") is "value 1");
    }

    [Fact]
    public async Task Two_processes_call_the_factory_once()
    {
        var gate = Created.Hold();
        var first = GetAsync("a").AsTask();
        await Created.CalledAsync();
        var second = Two.Cache.GetOrCreateAsync("a", Created.CreateAsync).AsTask();
        gate.SetResult();

        Assert.Equal("value 1", await first);
        Assert.Equal("value 1", await second);
    }

    [Fact]
    public async Task An_entry_that_cannot_be_read_is_created_anew_and_replaced()
    {
        await Redis.ExecuteAsync("SET", $"{Prefix}:a", "not an entry");
        await Redis.ReplicatedAsync();

        Assert.Equal(1, await Two.Cache.GetOrCreateAsync("a", _ => ValueTask.FromResult(1)));
        await Eventually.AsyncThat("it is stored", async () => (string?)await Redis.ExecuteAsync("GET", $"{Prefix}:a") is not (null or "not an entry"));
        await Redis.ReplicatedAsync();
        Assert.Equal(1, await Cache.GetOrCreateAsync<int>("a", _ => throw new InvalidOperationException()));
        Assert.Equal(1, Statistics(Two).Undecodable);
    }

    [Fact]
    public async Task Half_a_surrogate_pair_is_no_key()
    {
        Assert.Equal("value 1", await GetAsync("a\ud83d"));
        Assert.Equal("value 2", await GetAsync("a\ud83d"));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("a{b}c")]
    [InlineData("new\nline")]
    [InlineData("nul\0")]
    [InlineData("half\ud83d")]
    [InlineData("鍵")]
    public async Task Any_text_is_a_tag(string tag)
    {
        await StoreAsync("a", tag, new string('t', 5000));
        await Two.Cache.RemoveByTagAsync(tag);

        Assert.Null(await PeekAsync(Cache, "a"));
    }

    [Fact]
    public async Task The_tag_of_all_removes_every_value_and_nothing_else()
    {
        string[] keys = ["plain", "a{b}c", "ab}c", "*", .. Enumerable.Range(0, 5000).Select(i => $"{i}")];
        foreach (var chunk in keys.Chunk(500))
        {
            await Task.WhenAll(chunk.Select(key => Cache.SetAsync(key, key).AsTask()));
        }

        await Redis.ExecuteAsync("SET", $"{Prefix}x:other", "kept");
        await Cache.RemoveByTagAsync("*");

        Assert.Empty(await Redis.KeysAsync($"{Prefix}:*"));
        Assert.Equal("kept", await Redis.GetAsync($"{Prefix}x:other"));
    }

    [Fact]
    public async Task The_index_of_everything_names_only_what_is_being_filled()
    {
        await StoreAsync("a");

        var index = (string)KeyLayout.Entry($"{Prefix}.t:*").Dependents!;
        Assert.InRange((long)await Redis.ExecuteAsync("PTTL", index), 1, 20_000);
    }

    [Fact]
    public async Task Expirations_are_those_of_the_call_else_the_caches_else_the_keyspaces()
    {
        await using var other = await HybridProcess.StartAsync(builder =>
            Add(builder).AddHybridCache(settings =>
            {
                settings.KeyPrefix = Prefix;
                settings.DefaultEntryOptions = new() { Expiration = TimeSpan.FromHours(2) };
            }));
        await Cache.SetAsync("keyspace", "x");
        await other.Cache.SetAsync("cache", "x");
        await other.Cache.SetAsync("call", "x", new() { Expiration = TimeSpan.FromHours(1) });
        await other.Cache.GetOrCreateAsync("created", _ => ValueTask.FromResult("x"), new() { Expiration = TimeSpan.FromHours(1) });
        await Eventually.AsyncThat("it is stored", async () => await PeekAsync(Cache, "created") is "x");

        Assert.Equal((5, 120, 60, 60), (await MinutesAsync("keyspace"), await MinutesAsync("cache"), await MinutesAsync("call"), await MinutesAsync("created")));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await Cache.SetAsync("a", "x", new() { Expiration = TimeSpan.Zero }));

        async Task<double> MinutesAsync(string key) => Math.Ceiling((long)await Redis.ExecuteAsync("PTTL", $"{Prefix}:{key}") / 60_000.0);
    }

    [Fact]
    public async Task A_value_over_the_size_limit_is_answered_and_replaces_nothing_but_removes()
    {
        await Cache.SetAsync("a", "small");
        await Cache.SetAsync("a", new string('x', 2_000_000));

        Assert.Null(await PeekAsync(Cache, "a"));
        Assert.Equal(2_000_000, (await Cache.GetOrCreateAsync("a", _ => ValueTask.FromResult(new string('x', 2_000_000)))).Length);
    }

    [Fact]
    public async Task A_set_follows_the_policy_of_the_keyspace()
    {
        await using var other = await HybridProcess.StartAsync(builder =>
        {
            Configure(builder);
            builder.Configuration.AddInMemoryCollection([KeyValuePair.Create("CacheLayer:Keyspaces:hybrid:CompressionThreshold", (string?)"1000")]);
        });
        await other.Cache.SetAsync("a", new string('x', 50_000));
        Assert.InRange((long)await Redis.ExecuteAsync("STRLEN", $"{Prefix}:a"), 1, 1_000);
        Assert.Equal(new string('x', 50_000), await PeekAsync(Cache, "a"));

        // What may not be stored removes what it would have replaced.
        var configuration = (IConfigurationRoot)other.Services.GetRequiredService<IConfiguration>();
        configuration["CacheLayer:Keyspaces:hybrid:WritesEnabled"] = "false";
        configuration.Reload();
        await other.Cache.SetAsync("a", "pushed");
        Assert.Null(await PeekAsync(Cache, "a"));
    }

    [Fact]
    public async Task Several_caches_have_one_each_by_key()
    {
        await using var process = await HybridProcess.StartAsync(builder =>
        {
            Configure(builder);
            builder.Configuration.AddInMemoryCollection([KeyValuePair.Create("ConnectionStrings:second", (string?)Redis.ConnectionString)]);
            builder.AddKeyedCacheLayer("second").AddHybridCache(settings => settings.KeyPrefix = $"{Prefix}2");
        });
        var second = process.Services.GetRequiredKeyedService<HybridCache>("second");
        await process.Cache.SetAsync("a", "first");

        Assert.Null(await PeekAsync(second, "a"));
    }

    [Theory]
    [InlineData("MaximumKeyLength")]
    [InlineData("KeyPrefix")]
    public void A_setting_that_cannot_be_is_named(string setting)
    {
        var error = Assert.ThrowsAny<Exception>(() => Add(Host.CreateEmptyApplicationBuilder(new())).AddHybridCache(settings =>
        {
            settings.MaximumKeyLength = setting is "MaximumKeyLength" ? 0 : 1;
            settings.KeyPrefix = setting is "KeyPrefix" ? "a{b" : "a";
        }));

        Assert.Contains(setting, error.Message);
    }

    private protected override void Configure(HostApplicationBuilder builder) => Add(builder).AddHybridCache(settings => settings.KeyPrefix = Prefix);

    private static KeyspaceStatistics Statistics(HybridProcess process)
        => process.Services.GetRequiredService<CacheStatistics>().Snapshot().Single(s => s.Keyspace is HybridCacheSettings.KeyspaceName);

    private static ValueTask RemoveAsync(HybridCache cache, Removed removed) => removed switch
    {
        Removed.Key => cache.RemoveAsync("a"),
        Removed.Tag => cache.RemoveByTagAsync("red"),
        _ => cache.RemoveByTagAsync("*"),
    };

    private CacheLayerBuilder Add(HostApplicationBuilder builder)
    {
        // Patience that no slow machine outlasts.
        builder.Configuration.AddInMemoryCollection(
        [
            KeyValuePair.Create("ConnectionStrings:cache", (string?)Redis.ConnectionString),
            KeyValuePair.Create("CacheLayer:Keyspaces:hybrid:OriginLatency", (string?)"00:00:30"),
        ]);
        return builder.AddCacheLayer("cache");
    }
}
