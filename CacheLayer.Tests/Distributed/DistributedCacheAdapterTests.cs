using System.Buffers;
using CacheLayer.Scripts;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace CacheLayer.Tests.Distributed;

[Trait("Tier", "faults")]
public sealed class DistributedCacheAdapterTests(RedisSingleFixture fixture) : DistributedCacheTests(fixture), IClassFixture<RedisSingleFixture>
{
    private static readonly DistributedCacheEntryOptions None = new();

    private protected override void Configure(HostApplicationBuilder builder) => Configure(builder, Redis);

    private protected override string RedisKey(string key) => $"dc:{key}";

    [Fact]
    public async Task Without_expirations_it_lives_as_long_as_its_keyspace_says()
    {
        await Cache.SetAsync("plain", [1], None);

        Assert.InRange((long)await Node.ExecuteAsync("PTTL", "dc:plain"), 200_000, 300_000);
    }

    [Fact]
    public async Task What_is_too_large_is_not_stored_and_what_it_was_to_replace_is_gone()
    {
        await Cache.SetAsync("large", [1], None);
        await Cache.SetAsync("large", new byte[200_000], None);

        Assert.Null(await Cache.GetAsync("large"));
    }

    [Fact]
    public async Task Bytes_that_are_compressed_come_back_as_they_were()
    {
        var bytes = new byte[5_000];
        await Cache.SetAsync("compressed", bytes, new() { SlidingExpiration = TimeSpan.FromHours(1) });

        Assert.InRange((long)await Node.ExecuteAsync("STRLEN", "dc:compressed"), 1, 500);
        Assert.Equal(bytes, await Cache.GetAsync("compressed"));
    }

    [Fact]
    public async Task What_is_not_of_this_cache_is_a_miss_and_removed()
    {
        await Node.ExecuteAsync("SET", "dc:foreign", "not an entry");

        Assert.Null(await Cache.GetAsync("foreign"));
        Assert.Equal(0, (long)await Node.ExecuteAsync("EXISTS", "dc:foreign"));
    }

    [Fact]
    public async Task A_read_prolongs_the_life_of_what_it_read_and_of_nothing_that_came_after()
    {
        await Cache.SetAsync("slid", [1], new() { AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(1) });
        await using var connection = await ConnectionMultiplexer.ConnectAsync(Redis);

        Assert.False(await SlideScript.EvaluateAsync(connection.GetDatabase(), "dc:slid", storedAt: 1_700_000_000_000, TimeSpan.FromHours(1)));
        Assert.InRange((long)await Node.ExecuteAsync("PTTL", "dc:slid"), 1, 60_000);
    }

    [Fact]
    public async Task With_values_in_memory_too_what_slides_lives_as_long_as_it_is_read()
    {
        using var host = await StartAsync(Redis, ("CacheLayer:Keyspaces:distributed:L1:Enabled", "true"));
        var cache = host.Services.GetRequiredService<IDistributedCache>();
        await cache.SetAsync("slides", [1], new() { SlidingExpiration = TimeSpan.FromHours(1) });

        // It would have to say how long it lives, for a copy of it to end in time: what slides cannot.
        var entry = MessagePack.MessagePackSerializer.Deserialize<object[]>((byte[])(await Node.ExecuteAsync("GET", "dc:slides"))!);
        Assert.Equal(5, entry.Length);
        Assert.Equal(new byte[] { 1 }, await cache.GetAsync("slides"));
        await host.StopAsync();
    }

    [Fact]
    public async Task Switched_off_it_does_not_say_that_there_is_nothing()
    {
        await Cache.SetAsync("kept", [1], None);
        using var host = await StartAsync(Redis, ("CacheLayer:Keyspaces:distributed:ReadsEnabled", "false"));

        await Assert.ThrowsAsync<CacheUnavailableException>(() => host.Services.GetRequiredService<IDistributedCache>().GetAsync("kept"));
        await host.StopAsync();
    }

    [Fact]
    public async Task Without_Redis_every_call_says_that_it_failed()
    {
        await using var redis = await RedisReplicaSet.StartSingleAsync();
        var builder = Host.CreateEmptyApplicationBuilder(new());
        Configure(builder, redis.ConnectionString);
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create("CacheLayer:Connections:WriteDeadline", (string?)"00:00:00.1")]);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(30));
        using var host = builder.Build();
        await host.StartAsync();
        var cache = host.Services.GetRequiredService<IDistributedCache>();
        redis.Nodes[0].Process.Kill();

        await Assert.ThrowsAsync<CacheUnavailableException>(() => cache.GetAsync("a"));
        await Assert.ThrowsAsync<CacheUnavailableException>(() => cache.RefreshAsync("a"));
        await Assert.ThrowsAsync<CacheUnavailableException>(() => ((IBufferDistributedCache)cache).TryGetAsync("a", new ArrayBufferWriter<byte>()).AsTask());
        Assert.Throws<CacheUnavailableException>(() => cache.Get("a"));
        await Assert.ThrowsAsync<CacheUnavailableException>(() => cache.SetAsync("a", [1], None));
        await Assert.ThrowsAsync<CacheUnavailableException>(() => cache.RemoveAsync("a"));
        await host.StopAsync();
    }

    [Fact]
    public async Task What_one_process_sets_and_removes_every_other_sees_on_its_replica_at_once()
    {
        await using var redis = await RedisReplicaSet.StartAsync();
        using var one = await StartAsync(redis.ConnectionString);
        var nodes = string.Join(',', redis.Nodes.Select(node => node.Address));
        var reversed = string.Join(',', redis.Nodes.Reverse().Select(node => node.Address));
        using var two = await StartAsync(redis.ConnectionString.Replace(nodes, reversed, StringComparison.Ordinal));
        var (writer, reader) = (one.Services.GetRequiredService<IDistributedCache>(), two.Services.GetRequiredService<IDistributedCache>());
        for (byte i = 0; i < 100; i++)
        {
            await writer.SetAsync("a", [i], None);
            Assert.Equal(new[] { i }, await reader.GetAsync("a"));
        }

        await writer.RemoveAsync("a");
        Assert.Null(await reader.GetAsync("a"));
        await one.StopAsync();
        await two.StopAsync();
    }

    [Fact]
    public async Task It_is_keyed_where_the_cache_is_and_settings_are_checked()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create("ConnectionStrings:other", (string?)Redis)]);
        builder.AddKeyedCacheLayer("other").AddDistributedCache();
        await using var services = builder.Services.BuildServiceProvider();

        Assert.NotNull(services.GetRequiredKeyedService<IDistributedCache>("other"));
        Assert.Null(services.GetService<IDistributedCache>());
        Assert.Throws<System.ComponentModel.DataAnnotations.ValidationException>(() => builder.AddKeyedCacheLayer("another").AddDistributedCache(settings => settings.KeyPrefix = "a:b"));
    }

    private static void Configure(HostApplicationBuilder builder, string redis)
    {
        builder.Configuration.AddInMemoryCollection(
        [
            KeyValuePair.Create("ConnectionStrings:cache", (string?)redis),
            KeyValuePair.Create("CacheLayer:Keyspaces:distributed:MaxEntryBytes", (string?)"100000"),
            KeyValuePair.Create("CacheLayer:Keyspaces:distributed:CompressionThreshold", (string?)"1000"),
            .. CacheProcess.Patient.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)),
        ]);
        builder.AddCacheLayer("cache").AddDistributedCache();
    }

    private static async Task<IHost> StartAsync(string redis, params (string Key, string? Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value)));
        Configure(builder, redis);
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }
}
