using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CacheLayer.Tests.Hosting;

[Trait("Tier", "faults")]
public sealed class AddCacheLayerTests(RedisSingleFixture fixture) : IClassFixture<RedisSingleFixture>
{
    private readonly Keyspace<string> _things = Keyspace.Create<string>("thing", $"h{Guid.NewGuid():N}");

    [Fact]
    public async Task Without_a_connection_string_the_host_does_not_start_and_says_where_to_set_it()
    {
        using var host = Build(builder => builder.AddCacheLayer("cache"));

        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Contains("ConnectionStrings:cache", error.Message);
        Assert.Contains("CacheLayer:cache:ConnectionString", error.Message);
    }

    [Theory]
    [InlineData("CacheLayer:Keyspaces:thing:Ttl", "00:00:00")]
    [InlineData("CacheLayer:Keyspaces:thing:Ttl", "soon")]
    [InlineData("CacheLayer:Keyspaces:thing:FillWaitFactor", "-1")]
    [InlineData("CacheLayer:Keyspaces:thing:Jitter", "0.6")]
    [InlineData("CacheLayer:Keyspaces:thing:NegativeTtl", "00:00:00")]
    [InlineData("CacheLayer:Keyspaces:thing:EagerRefreshAt", "1")]
    [InlineData("CacheLayer:Keyspaces:thing:FailSafeMaxStale", "30.00:00:00")]
    [InlineData("CacheLayer:Keyspaces:thing:CompressionThreshold", "1")]
    [InlineData("CacheLayer:Keyspaces:thing:MaxEntryBytes", "0")]
    [InlineData("CacheLayer:Keyspaces:thing:L1:Capacity", "9")]
    [InlineData("CacheLayer:Keyspaces:thing:L1:MaxLife", "00:00:00")]
    [InlineData("CacheLayer:Keyspaces:thing:L1:MaxEntryBytes", "1")]
    [InlineData("CacheLayer:Keyspaces:thing:L1:Enabled", "perhaps")]
    [InlineData("CacheLayer:Keyspaces:distributed:MaxLag", "00:00:10")]
    [InlineData("CacheLayer:Connections:L1TrackingTimeout", "00:00:00.01")]
    [InlineData("CacheLayer:Connections:CommandTimeout", "01:00:00")]
    public async Task A_setting_that_cannot_be_keeps_the_host_from_starting_and_is_named(string setting, string value)
    {
        var error = await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            using var host = Build(builder => builder.AddCacheLayer("cache"), (setting, value), ("ConnectionStrings:cache", fixture.Redis.ConnectionString));
            await host.StartAsync();
        });

        Assert.Contains(setting, error.Message);
    }

    [Fact]
    public void Settings_are_read_from_the_section_the_named_section_the_connection_string_and_the_lambda_in_this_order()
    {
        CacheLayerSettings? seen = null;
        using var host = Build(
            builder => builder.AddCacheLayer("cache", settings =>
            {
                seen = settings;
                settings.DisableTracing = true;
            }),
            ("CacheLayer:Zone", "zone-a"),
            ("CacheLayer:ConnectionString", "general:1"),
            ("CacheLayer:DisableTracing", "false"),
            ("CacheLayer:cache:Zone", "zone-b"),
            ("CacheLayer:cache:ConnectionString", "named:1"),
            ("ConnectionStrings:cache", "connection:1"));

        Assert.Equal(("zone-b", "connection:1", true), (seen!.Zone, seen.ConnectionString, seen.DisableTracing));
    }

    [Fact]
    public async Task Several_caches_live_side_by_side_by_key()
    {
        await using var other = await RedisReplicaSet.StartSingleAsync();
        using var host = Build(
            builder =>
            {
                builder.AddKeyedCacheLayer("first");
                builder.AddKeyedCacheLayer("second");
            },
            ("ConnectionStrings:first", fixture.Redis.ConnectionString),
            ("ConnectionStrings:second", other.ConnectionString));
        await host.StartAsync();
        var first = host.Services.GetRequiredKeyedService<CacheClient>("first");
        var second = host.Services.GetRequiredKeyedService<CacheClient>("second");

        await first.SetAsync(_things, "a", "one");

        Assert.True((await first.GetAsync(_things, "a")).IsHit);
        Assert.False((await second.GetAsync(_things, "a")).IsHit);
        Assert.Null(host.Services.GetService<CacheClient>());
        Assert.Equal(["CacheLayer_first", "CacheLayer_second"], (await HealthAsync(host)).Entries.Keys.Order());
        await host.StopAsync();
        await ((IAsyncDisposable)host).DisposeAsync();
    }

    [Fact]
    public async Task Several_caches_have_instruments_of_their_own()
    {
        using var host = Build(
            builder =>
            {
                builder.AddCacheLayer("first");
                builder.AddKeyedCacheLayer("second");
            },
            ("ConnectionStrings:first", fixture.Redis.ConnectionString),
            ("ConnectionStrings:second", fixture.Redis.ConnectionString));
        var names = new ConcurrentBag<object?>();
        var meters = host.Services.GetRequiredService<IMeterFactory>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Scope == meters && instrument.Name is "cache.reads")
                {
                    names.Add(instrument.Meter.Tags?.Single(tag => tag.Key is CacheTelemetry.CacheNameTag).Value);
                }
            },
        };
        listener.Start();
        await host.StartAsync();

        Assert.Equal([null, "second"], names.Order());
        await host.StopAsync();
        await ((IAsyncDisposable)host).DisposeAsync();
    }

    [Fact]
    public async Task Connections_are_open_when_the_host_has_started()
    {
        await using var cache = await CacheProcess.StartAsync(fixture.Redis.ConnectionString);

        Assert.All(cache.Router.Nodes, node => Assert.True(node.IsConnected));
        Assert.True(await cache.Client.SetAsync(_things, "a", "one"));
    }

    [Fact]
    public async Task Names_of_nodes_may_be_resolved_once()
    {
        var connectionString = fixture.Redis.ConnectionString.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);
        Assert.Contains("localhost", connectionString, StringComparison.Ordinal);
        await using var cache = await CacheProcess.StartAsync($"{connectionString},resolveDns=true");

        Assert.True(await cache.Client.SetAsync(_things, "a", "one"));
    }

    [Fact]
    public async Task The_host_starts_without_Redis_degraded_and_recovers_by_itself()
    {
        await using var redis = await RedisReplicaSet.StartSingleAsync();
        redis.Nodes[0].Process.Kill();
        using var host = Build(builder => builder.AddCacheLayer("cache"), ("ConnectionStrings:cache", redis.ConnectionString));
        await host.StartAsync();

        Assert.Equal(HealthStatus.Degraded, (await HealthAsync(host)).Status);

        redis.Nodes[0].Process.Start();
        await Eventually.AsyncThat("the cache is healthy", async () => (await HealthAsync(host)).Status is HealthStatus.Healthy);
        await host.StopAsync();
        await ((IAsyncDisposable)host).DisposeAsync();
    }

    [Fact]
    public async Task Health_checks_can_be_left_out()
    {
        using var host = Build(builder => builder.AddCacheLayer("cache", settings => settings.DisableHealthChecks = true), ("ConnectionStrings:cache", fixture.Redis.ConnectionString));
        await host.StartAsync();

        Assert.Null(host.Services.GetService<HealthCheckService>());
        await host.StopAsync();
        await ((IAsyncDisposable)host).DisposeAsync();
    }

    private static Task<HealthReport> HealthAsync(IHost host) => host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();

    private static IHost Build(Action<HostApplicationBuilder> configure, params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value)));
        configure(builder);
        return builder.Build();
    }
}
