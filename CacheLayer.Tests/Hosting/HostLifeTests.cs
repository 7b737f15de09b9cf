using CacheLayer.DependencyInjection;
using CacheLayer.Tests.Redis;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace CacheLayer.Tests.Hosting;

/// <summary>A cache that is added twice, in a host that was not started, or in a container that is disposed of synchronously.</summary>
[Trait("Tier", "redis")]
public sealed class HostLifeTests(RedisSingleFixture fixture) : IClassFixture<RedisSingleFixture>
{
    private readonly Keyspace<string> _things = Keyspace.Create<string>("thing", $"l{Guid.NewGuid():N}");

    [Fact]
    public async Task Added_twice_it_is_one_cache_and_the_second_changes_its_settings()
    {
        using var host = Build(builder =>
        {
            Assert.Same(builder.AddCacheLayer("cache"), builder.AddCacheLayer("cache", settings => settings.Zone = "b"));
            Assert.Same(builder.AddKeyedCacheLayer("other"), builder.AddKeyedCacheLayer("other"));
        });
        await host.StartAsync();

        Assert.Equal("b", host.Services.GetServices<AddedCache>().First().Builder.Settings.Zone);
        Assert.Single(host.Services.GetServices<CacheClient>());
        var health = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        Assert.Equal(["CacheLayer", "CacheLayer_other"], health.Entries.Keys.Order());
        await host.StopAsync();
    }

    [Fact]
    public void A_second_one_without_a_key_is_refused_with_both_names()
    {
        var error = Assert.Throws<InvalidOperationException>(() => Build(builder =>
        {
            builder.AddCacheLayer("cache");
            builder.AddCacheLayer("other");
        }));

        Assert.Contains("'cache'", error.Message, StringComparison.Ordinal);
        Assert.Contains("AddKeyedCacheLayer(\"other\")", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("count", null)]
    [InlineData("thing", "another-prefix")]
    public async Task Keyspaces_that_share_a_prefix_or_a_name_keep_the_host_from_starting_and_both_are_named(string name, string? prefix)
    {
        var second = Keyspace.Create<int>(name, prefix ?? _things.Prefix);
        using var host = Build(builder =>
        {
            builder.AddCacheLayer("cache").AddKeyspaces(_things);
            builder.AddCacheLayer("cache").AddKeyspaces(second);
        });

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());

        Assert.Contains($"'thing' (prefix '{_things.Prefix}')", error.Message, StringComparison.Ordinal);
        Assert.Contains($"'{second.Name}' (prefix '{second.Prefix}')", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_connection_may_have_a_cache_with_a_key_and_one_without()
    {
        using var host = Build(builder =>
        {
            builder.AddCacheLayer("cache");
            builder.AddKeyedCacheLayer("cache");
        });
        await host.StartAsync();

        Assert.NotSame(host.Services.GetRequiredService<CacheClient>(), host.Services.GetRequiredKeyedService<CacheClient>("cache"));
        await host.StopAsync();
    }

    [Fact]
    public void A_container_may_be_disposed_of_synchronously()
    {
        using var host = Build(builder => builder.AddCacheLayer("cache"));
        host.Start();
        using var services = Services(builder => builder.AddCacheLayer("cache"));
        services.GetRequiredService<CacheClient>();
    }

    [Fact]
    public async Task Without_a_started_host_the_first_call_starts_it()
    {
        using (var services = Services(builder => builder.AddCacheLayer("cache")))
        {
            Assert.True(await services.GetRequiredService<CacheClient>().SetAsync(_things, "a", "one"));
            Assert.Equal("one", (await services.GetRequiredService<CacheClient>().GetAsync(_things, "a")).Value);
        }

        using (var services = Services(builder => builder.AddCacheLayer("cache").AddDistributedCache()))
        {
            var cache = services.GetRequiredService<IDistributedCache>();
            Assert.Null(cache.Get("unstarted"));
            cache.Set("unstarted", [1], new());
            Assert.Equal(new byte[] { 1 }, await cache.GetAsync("unstarted"));
        }

        using (var services = Services(builder => builder.AddCacheLayer("cache").AddHybridCache()))
        {
            var cache = services.GetRequiredService<HybridCache>();
            await cache.SetAsync("unstarted", "one");
            Assert.Equal("one", await cache.GetOrCreateAsync("unstarted", _ => ValueTask.FromResult("two")));
        }

        using (var services = Services(builder => builder.AddCacheLayer("cache")))
        {
            Assert.Equal(1, (await services.GetRequiredService<CacheInvalidator>().InvalidateAsync([new(_things, "a")])).Deleted);
        }
    }

    [Fact]
    public async Task Disposed_of_without_having_started_it_answers_misses()
    {
        var services = Services(builder => builder.AddCacheLayer("cache"));
        var cache = services.GetRequiredService<CacheClient>();
        await services.DisposeAsync();

        Assert.Equal(CacheOutcome.Bypass, (await cache.GetAsync(_things, "a")).Outcome);
    }

    private ServiceProvider Services(Action<HostApplicationBuilder> configure) => Builder(configure).Services.BuildServiceProvider();

    private IHost Build(Action<HostApplicationBuilder> configure) => Builder(configure).Build();

    private HostApplicationBuilder Builder(Action<HostApplicationBuilder> configure)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddInMemoryCollection(
        [
            new("ConnectionStrings:cache", fixture.Redis.ConnectionString), new("ConnectionStrings:other", fixture.Redis.ConnectionString),
        ]);
        configure(builder);
        return builder;
    }
}
