using CacheLayer.Catalogue;
using CacheLayer.Invalidator;
using CacheLayer.Invalidator.Worker;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace CacheLayer.Tests.Invalidator;

[Trait("Tier", "redis")]
public sealed class RecentInvalidationsTests(RedisSingleFixture cache) : IClassFixture<RedisSingleFixture>, IAsyncLifetime
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly FakeTimeProvider _clock = new();
    private CacheProcess _process = null!;

    public async Task InitializeAsync()
    {
        await cache.Redis.Nodes[0].ExecuteAsync("FLUSHALL");
        _process = await CacheProcess.StartAsync(cache.Redis.ConnectionString);
    }

    public async Task DisposeAsync() => await _process.DisposeAsync();

    [Fact]
    public async Task What_was_invalidated_within_the_window_is_invalidated_again_each_key_once()
    {
        var recent = Create();
        recent.Add([Product("a", 1), Product("b", 2)]);
        _clock.Advance(Window - TimeSpan.FromSeconds(1));
        recent.Add([Product("b", 3), Product("c", 0)]);
        await FillAsync("a", "b", "c", "d");

        Assert.Equal(3, await recent.RepeatAsync(CancellationToken.None));
        Assert.Equal(["d"], await LeftAsync("a", "b", "c", "d"));
    }

    [Fact]
    public async Task An_older_event_that_comes_again_does_not_hide_a_newer_one()
    {
        var recent = Create();
        recent.Add([Product("a", 10)]);
        _clock.Advance(Window);
        recent.Add([Product("a", 5)]);

        await recent.RepeatAsync(CancellationToken.None);
        Assert.Equal("10", await cache.Redis.Nodes[0].GetAsync("{p:a}w"));
    }

    [Fact]
    public async Task What_is_older_than_twice_the_window_is_forgotten()
    {
        var recent = Create();
        recent.Add([Product("a", 1)]);
        _clock.Advance(2 * Window);
        recent.Add([Product("b", 1)]);
        await FillAsync("a", "b");

        Assert.Equal(1, await recent.RepeatAsync(CancellationToken.None));
        Assert.Equal(["a"], await LeftAsync("a", "b"));
    }

    [Fact]
    public async Task However_many_keys_there_are_no_more_than_the_limit_are_kept_and_the_newest_are_among_them()
    {
        var recent = Create(maxKeys: 1_000);
        for (var i = 0; i < 5_000; i++)
        {
            recent.Add([Product($"{i}", 1)]);
        }

        await FillAsync("4999");
        Assert.InRange(await recent.RepeatAsync(CancellationToken.None), 500, 1_000);
        Assert.Empty(await LeftAsync("4999"));
    }

    [Fact]
    public async Task One_that_the_primary_refuses_stops_no_other()
    {
        var recent = Create();
        recent.Add([Product("a", 1), Product("b", 1), Product("c", 1)]);
        await FillAsync("a", "b", "c");
        await cache.Redis.Nodes[0].ExecuteAsync("RPUSH", "{p:b}w", "not a version");

        Assert.Equal(3, await recent.RepeatAsync(CancellationToken.None));
        // What it refuses is to raise the watermark of b; the values go all the same.
        Assert.Empty(await LeftAsync("a", "b", "c"));
    }

    private static Invalidation Product(string id, long version) => new(CatalogueKeyspaces.Product, id, version);

    private RecentInvalidations Create(int maxKeys = 1_000_000) => new(
        _process.Services.GetRequiredService<CacheInvalidator>(),
        Options.Create(new InvalidatorOptions { ReplayWindow = Window, ReplayMaxKeys = maxKeys }),
        _clock,
        NullLogger<RecentInvalidations>.Instance);

    private async Task FillAsync(params string[] ids)
    {
        foreach (var id in ids)
        {
            await cache.Redis.Nodes[0].ExecuteAsync("SET", $"p:{id}", "value");
        }
    }

    private async Task<string[]> LeftAsync(params string[] ids)
    {
        var left = new List<string>();
        foreach (var id in ids)
        {
            if (await cache.Redis.Nodes[0].GetAsync($"p:{id}") is not null)
            {
                left.Add(id);
            }
        }

        return [.. left];
    }
}
