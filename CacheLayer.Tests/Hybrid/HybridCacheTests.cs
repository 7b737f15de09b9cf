using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CacheLayer.Tests.Hybrid;

/// <summary>What code that uses <see cref="HybridCache"/> relies on: true of Microsoft's implementation and of ours, over the same Redis.</summary>
[Trait("Tier", "redis")]
public abstract class HybridCacheTests(RedisFixture fixture) : IAsyncLifetime
{
    private const HybridCacheEntryFlags NoRead = HybridCacheEntryFlags.DisableLocalCacheRead | HybridCacheEntryFlags.DisableDistributedCacheRead;
    private const HybridCacheEntryFlags NoWrite = HybridCacheEntryFlags.DisableLocalCacheWrite | HybridCacheEntryFlags.DisableDistributedCacheWrite;

    private int _created;

    private protected RedisServers Redis => fixture.Servers;

    /// <summary>What the keys of this test begin with: all share a Redis.</summary>
    private protected string Prefix { get; } = $"hc{Guid.NewGuid():N}";

    private protected HybridProcess One { get; private set; } = null!;

    private protected HybridProcess Two { get; private set; } = null!;

    private protected HybridCache Cache => One.Cache;

    private protected Factory<string> Created { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Created = new(() => $"value {Interlocked.Increment(ref _created)}");
        One = await HybridProcess.StartAsync(Configure);
        Two = await HybridProcess.StartAsync(Configure);
    }

    public async Task DisposeAsync()
    {
        await One.DisposeAsync();
        await Two.DisposeAsync();
    }

    [Fact]
    public async Task A_value_is_created_once_and_read_from_then_on()
    {
        Assert.Equal("value 1", await GetAsync("a"));
        Assert.Equal("value 1", await GetAsync("a"));
        Assert.Equal("value 2", await GetAsync("b"));
        Assert.Equal(2, Created.Calls);
    }

    [Fact]
    public async Task The_state_reaches_the_factory()
        => Assert.Equal("state", await Cache.GetOrCreateAsync("a", "state", static (state, _) => ValueTask.FromResult(state)));

    [Fact]
    public async Task Keys_may_be_spans_and_interpolated_strings()
    {
        var id = 7;
        Assert.Equal("value 1", await GetAsync("key-7"));
        Assert.Equal("value 1", await Cache.GetOrCreateAsync($"key-{id}", Created.CreateAsync));
        Assert.Equal("value 1", await Cache.GetOrCreateAsync("key-7".AsSpan(), Created.CreateAsync));
    }

    [Fact]
    public async Task Concurrent_callers_share_one_call_of_the_factory()
    {
        var gate = Created.Hold();
        var readers = Enumerable.Range(0, 100).Select(_ => GetAsync("a").AsTask()).ToList();
        await Created.CalledAsync();
        gate.SetResult();

        Assert.All(await Task.WhenAll(readers), value => Assert.Equal("value 1", value));
        Assert.Equal(1, Created.Calls);
    }

    [Fact]
    public async Task Callers_get_objects_of_their_own()
    {
        var things = new Factory<Thing>(() => new() { Name = "one", Numbers = [1] });
        var gate = things.Hold();
        var readers = Enumerable.Range(0, 3).Select(_ => Cache.GetOrCreateAsync("a", things.CreateAsync).AsTask()).ToList();
        await things.CalledAsync();
        gate.SetResult();
        var shared = await Task.WhenAll(readers);
        shared[0].Numbers.Add(2);

        Assert.Equal([1], shared[1].Numbers);
        Assert.Equal([1], shared[2].Numbers);
        Assert.Equal([1], (await Cache.GetOrCreateAsync("a", things.CreateAsync)).Numbers);
        Assert.Equal(1, things.Calls);
    }

    [Fact]
    public async Task Keys_do_not_wait_for_each_other()
    {
        var gate = Created.Hold();
        var held = GetAsync("a").AsTask();
        await Created.CalledAsync();
        Created.HoldNoMore();

        Assert.Equal("value 2", await GetAsync("b"));
        gate.SetResult();
        Assert.Equal("value 1", await held);
    }

    [Fact]
    public async Task A_caller_that_gives_up_cancels_no_other()
    {
        var gate = Created.Hold();
        using var impatient = new CancellationTokenSource();
        using var patient = new CancellationTokenSource();
        var first = Cache.GetOrCreateAsync("a", Created.CreateAsync, cancellationToken: impatient.Token).AsTask();
        await Created.CalledAsync();
        var second = Cache.GetOrCreateAsync("a", Created.CreateAsync, cancellationToken: patient.Token).AsTask();
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        gate.SetResult();

        Assert.Equal("value 1", await second);
        Assert.Equal(1, Created.Calls);
    }

    [Fact]
    public async Task Who_has_given_up_before_calls_no_factory()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Cache.GetOrCreateAsync("a", Created.CreateAsync, cancellationToken: new(canceled: true)));
        Assert.Equal(0, Created.Calls);
    }

    [Fact]
    public async Task What_the_factory_throws_reaches_every_caller_and_is_not_stored()
    {
        var fails = true;
        var failing = new Factory<string>(() => "created");
        var gate = failing.Hold();
        var readers = Enumerable.Range(0, 3).Select(_ => Cache.GetOrCreateAsync("a", CreateAsync).AsTask()).ToList();
        await failing.CalledAsync();
        gate.SetResult();

        foreach (var reader in readers)
        {
            Assert.Equal("origin", (await Assert.ThrowsAsync<InvalidOperationException>(() => reader)).Message);
        }

        fails = false;
        Assert.Equal("created", await Cache.GetOrCreateAsync("a", CreateAsync));

        async ValueTask<string> CreateAsync(CancellationToken cancellationToken)
        {
            var value = await failing.CreateAsync(cancellationToken);
            return fails ? throw new InvalidOperationException("origin") : value;
        }
    }

    [Fact]
    public async Task Null_is_a_value()
    {
        var nothing = new Factory<Thing?>(() => null);

        Assert.Null(await Cache.GetOrCreateAsync("a", nothing.CreateAsync));
        Assert.Null(await Cache.GetOrCreateAsync("a", nothing.CreateAsync));
        Assert.Equal(1, nothing.Calls);
    }

    [Fact]
    public async Task What_one_process_created_another_reads()
    {
        await GetAsync("a");

        await Eventually.AsyncThat("the other process reads it", async () => await PeekAsync(Two.Cache, "a") is "value 1");
        Assert.Equal("value 1", await Two.Cache.GetOrCreateAsync("a", Created.CreateAsync));
    }

    [Fact]
    public async Task What_is_set_is_read_by_this_process_and_others()
    {
        await Cache.SetAsync("a", "pushed");

        Assert.Equal("pushed", await GetAsync("a"));
        Assert.Equal("pushed", await PeekAsync(Two.Cache, "a"));
        Assert.Equal(0, Created.Calls);
    }

    [Fact]
    public async Task What_is_set_replaces_what_was_there()
    {
        await GetAsync("a");
        await Cache.SetAsync("a", "pushed");

        Assert.Equal("pushed", await GetAsync("a"));
    }

    [Fact]
    public async Task What_was_removed_is_created_anew()
    {
        await StoreAsync("a");
        await StoreAsync("b");
        await StoreAsync("c");
        await Cache.RemoveAsync("a");
        await Cache.RemoveAsync("absent");
        Assert.Equal("value 4", await StoreAsync("a"));
        Assert.Equal("value 2", await GetAsync("b"));

        await Cache.RemoveAsync(["a", "b"]);
        Assert.Null(await PeekAsync(Cache, "a"));
        Assert.Null(await PeekAsync(Cache, "b"));
        Assert.Equal("value 3", await GetAsync("c"));

        await Cache.RemoveAsync((IEnumerable<string>)null!);
        await Cache.RemoveAsync([]);
    }

    [Fact]
    public async Task What_has_a_tag_that_is_removed_is_created_anew()
    {
        await StoreAsync("a", "red", "big");
        await StoreAsync("b", "red");
        await StoreAsync("c", "blue");
        await StoreAsync("d");

        await Cache.RemoveByTagAsync("big");
        Assert.Equal("value 5", await GetAsync("a", "red", "big"));
        Assert.Equal("value 2", await GetAsync("b", "red"));

        await Cache.RemoveByTagAsync(["red", "green"]);
        Assert.Equal("value 6", await GetAsync("a", "red", "big"));
        Assert.Equal("value 7", await GetAsync("b", "red"));
        Assert.Equal("value 3", await GetAsync("c", "blue"));
        Assert.Equal("value 4", await GetAsync("d"));

        await Cache.RemoveByTagAsync("");
        await Cache.RemoveByTagAsync((IEnumerable<string>)null!);
        Assert.Equal("value 3", await GetAsync("c", "blue"));
    }

    [Fact]
    public async Task What_was_set_with_a_tag_goes_with_it()
    {
        await Cache.SetAsync("a", "pushed", tags: ["red"]);
        // By the other process: in Microsoft's own, a read can join one that ended before the tag was removed.
        Assert.Equal("pushed", await PeekAsync(Two.Cache, "a"));
        await Cache.RemoveByTagAsync("red");

        Assert.Equal("value 1", await GetAsync("a"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Tags_are_those_that_the_call_was_made_with(bool isArray)
    {
        IList<string> tags = isArray ? ["red", "big"] : new List<string> { "red", "big" };
        var getting = Cache.GetOrCreateAsync("a", Created.CreateAsync, tags: tags).AsTask();
        tags[0] = tags[1] = "other";
        await getting;
        tags[0] = "red";
        var setting = Cache.SetAsync("b", "pushed", tags: tags).AsTask();
        tags[0] = "other";
        await setting;
        await Eventually.AsyncThat("it is stored", async () => await PeekAsync(Two.Cache, "a") is "value 1");
        await Cache.RemoveByTagAsync("red");

        Assert.Equal("value 2", await GetAsync("a"));
        Assert.Equal("value 3", await GetAsync("b"));
    }

    [Fact]
    public async Task Tags_and_keys_may_be_enumerated_once()
    {
        await Cache.GetOrCreateAsync("a", Created.CreateAsync, tags: Once("red"));
        await Eventually.AsyncThat("it is stored", async () => await PeekAsync(Two.Cache, "a") is "value 1");
        await Cache.SetAsync("b", "pushed", tags: Once("red"));
        await Cache.SetAsync("c", "pushed");
        await Cache.RemoveByTagAsync(Once("red"));
        await Cache.RemoveAsync(Once("c"));

        Assert.Null(await PeekAsync(Cache, "a"));
        Assert.Null(await PeekAsync(Cache, "b"));
        Assert.Null(await PeekAsync(Cache, "c"));
    }

    [Fact]
    public async Task The_tag_of_all_removes_everything()
    {
        await StoreAsync("a", "red");
        await StoreAsync("b");
        await Cache.SetAsync("c", "pushed");
        await Cache.RemoveByTagAsync("*");

        Assert.Null(await PeekAsync(Cache, "a"));
        Assert.Null(await PeekAsync(Cache, "b"));
        Assert.Null(await PeekAsync(Cache, "c"));
    }

    [Theory]
    [InlineData("*")]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(null)]
    public async Task What_is_no_tag_is_refused(string? tag)
        => await Assert.ThrowsAsync<ArgumentException>(async () => await GetAsync("a", tag!));

    [Fact]
    public async Task Without_the_underlying_data_there_is_what_the_cache_has()
    {
        Assert.Null(await PeekAsync(Cache, "a"));
        Assert.Equal(0, await Cache.GetOrCreateAsync("b", _ => ValueTask.FromResult(1), new() { Flags = HybridCacheEntryFlags.DisableUnderlyingData }));
        await StoreAsync("a");
        Assert.Equal("value 1", await PeekAsync(Cache, "a"));
    }

    [Fact]
    public async Task Without_reading_the_value_is_created_and_replaces_what_was_there()
    {
        await GetAsync("a");

        Assert.Equal("value 2", await Cache.GetOrCreateAsync("a", Created.CreateAsync, new() { Flags = NoRead }));
        Assert.Equal("value 2", await GetAsync("a"));
    }

    [Fact]
    public async Task Without_writing_the_value_is_created_and_not_stored()
    {
        Assert.Equal("value 1", await Cache.GetOrCreateAsync("a", Created.CreateAsync, new() { Flags = NoWrite }));
        Assert.Null(await PeekAsync(Cache, "a"));
        Assert.Equal("value 2", await StoreAsync("a"));
        Assert.Equal("value 2", await Cache.GetOrCreateAsync("a", Created.CreateAsync, new() { Flags = NoWrite }));
    }

    [Fact]
    public async Task Without_the_cache_the_value_is_created_each_time_and_by_one_caller_at_a_time()
    {
        var options = new HybridCacheEntryOptions { Flags = NoRead | NoWrite };
        await StoreAsync("a");
        Assert.Equal("value 2", await Cache.GetOrCreateAsync("a", Created.CreateAsync, options));
        Assert.Equal("value 3", await Cache.GetOrCreateAsync("a", Created.CreateAsync, options));
        Assert.Equal("value 1", await GetAsync("a"));

        var gate = Created.Hold();
        var readers = Enumerable.Range(0, 20).Select(_ => Cache.GetOrCreateAsync("a", Created.CreateAsync, options).AsTask()).ToList();
        await Created.CalledAsync(4);
        Assert.Equal(4, Created.Calls);
        gate.SetResult();
        await Task.WhenAll(readers);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("new\nline")]
    [InlineData("nul\0")]
    public async Task What_is_no_key_is_created_each_time(string? key)
    {
        Assert.Equal("value 1", await GetAsync(key!));
        Assert.Equal("value 2", await GetAsync(key!));
        Assert.Null(await PeekAsync(Cache, key!));
    }

    [Fact]
    public async Task A_key_that_is_too_long_is_created_each_time()
    {
        Assert.Equal("value 1", await GetAsync(new('x', 1025)));
        Assert.Equal("value 2", await GetAsync(new('x', 1025)));
    }

    [Fact]
    public async Task Any_other_text_is_a_key_of_its_own()
    {
        string[] keys = [new('x', 1024), new('x', 1023), "a b", "a{b}c", "a{bc", "ab}c", "{}", "}", "ключ", "鍵", "😀", "a:b", "*", "a\u007f"];
        var values = new Dictionary<string, string>();
        foreach (var key in keys)
        {
            values[key] = await GetAsync(key);
        }

        Assert.Equal(keys.Length, values.Values.Distinct().Count());
        foreach (var key in keys)
        {
            Assert.Equal(values[key], await GetAsync(key));
            await Eventually.AsyncThat("the other process reads it", async () => await PeekAsync(Two.Cache, key) == values[key]);
        }
    }

    [Fact]
    public async Task Values_may_be_of_any_type()
    {
        await SameAsync("text");
        await SameAsync("");
        await SameAsync(new byte[] { 1, 2, 3 });
        await SameAsync(42);
        await SameAsync(4.2m);
        await SameAsync(true);
        await SameAsync(Guid.NewGuid());
        await SameAsync(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(1)));
        await SameAsync(DayOfWeek.Friday);
        await SameAsync<int?>(7);
        await SameAsync(("pair", 2));
        await SameAsync(new[] { "one", "two" });
        await SameAsync(new Dictionary<string, int> { ["one"] = 1 });
        await SameAsync(new PackedThing("packed", 3));
        var thing = await RoundAsync(new Thing { Name = "thing", Numbers = [1, 2] });
        Assert.Equal(("thing", 2), (thing.Name, thing.Numbers[1]));
        Assert.Equal("thing", (await RoundAsync(new List<Thing> { new() { Name = "thing" } })).Single().Name);
        Assert.Equal("thing", (await RoundAsync(("pair", new Thing { Name = "thing" }))).Item2.Name);

        async Task SameAsync<T>(T value) => Assert.Equal(value, await RoundAsync(value));
    }

    [Fact]
    public async Task A_serialiser_of_the_application_is_used()
    {
        await using var one = await HybridProcess.StartAsync(ConfigureSerialisers);
        await using var two = await HybridProcess.StartAsync(ConfigureSerialisers);
        var registered = one.Services.GetRequiredService<IHybridCacheSerializer<Thing>>() as NameSerializer;
        await one.Cache.SetAsync("a", new Thing { Name = "by type" });
        await one.Cache.SetAsync("b", new PackedThing("by factory", 1));

        Assert.Equal("by type", (await two.Cache.GetOrCreateAsync<Thing>("a", _ => throw new InvalidOperationException())).Name);
        Assert.Equal(new("by factory", -1), await two.Cache.GetOrCreateAsync<PackedThing>("b", _ => throw new InvalidOperationException()));
        Assert.Equal(1, registered!.Writes);

        void ConfigureSerialisers(HostApplicationBuilder builder)
        {
            Configure(builder);
            builder.Services.AddSingleton<IHybridCacheSerializer<Thing>>(new NameSerializer());
            builder.Services.AddSingleton<IHybridCacheSerializerFactory>(new NameSerializerFactory(-2));
            builder.Services.AddSingleton<IHybridCacheSerializerFactory>(new NameSerializerFactory(-1));
        }
    }

    [Fact]
    public async Task An_entry_expires()
    {
        await Cache.GetOrCreateAsync("a", Created.CreateAsync, new() { Expiration = TimeSpan.FromMilliseconds(100) });
        await Cache.SetAsync("b", "pushed", new() { Expiration = TimeSpan.FromMilliseconds(100) });

        await Eventually.AsyncThat("both are gone", async () => await PeekAsync(Cache, "a") is null && await PeekAsync(Cache, "b") is null);
    }

    // A sequence that throws when it is asked for a second time.
    private static IEnumerable<string> Once(string text)
    {
        var isFirst = true;
        return Enumerable.Range(0, 1).Select(_ =>
        {
            Assert.True(isFirst, "It is enumerated twice.");
            isFirst = false;
            return text;
        });
    }

    private protected abstract void Configure(HostApplicationBuilder builder);

    private protected static ValueTask<string?> PeekAsync(HybridCache cache, string key)
        => cache.GetOrCreateAsync<string?>(key, _ => throw new InvalidOperationException(), new() { Flags = HybridCacheEntryFlags.DisableUnderlyingData | NoWrite });

    private protected ValueTask<string> GetAsync(string key, params string[] tags) => Cache.GetOrCreateAsync(key, Created.CreateAsync, tags: tags);

    // The caller has its value before Redis has.
    private protected async Task<string> StoreAsync(string key, params string[] tags)
    {
        var value = await GetAsync(key, tags);
        await Eventually.AsyncThat("it is stored", async () => await PeekAsync(Two.Cache, key) == value);
        return value;
    }

    // Through Redis: what the other process gets.
    private async Task<T> RoundAsync<T>(T value)
    {
        var key = Guid.NewGuid().ToString();
        await Cache.SetAsync(key, value);
        return await Two.Cache.GetOrCreateAsync<T>(key, _ => throw new InvalidOperationException("It was not stored."));
    }
}
