using CacheLayer.Redis.Dispatch;
using CacheLayer.Redis.Routing;
using CacheLayer.Scripts;
using CacheLayer.Tests.Redis;

namespace CacheLayer.Tests.Invalidations;

[Trait("Tier", "redis")]
public abstract class CacheInvalidatorTests(RedisFixture fixture) : IAsyncLifetime
{
    private static readonly Keyspace Products = Keyspace.Create<string>("product", "p");
    private static readonly Keyspace Recommendations = Keyspace.Create<string>("reco", "r");

    private KeyRouter _router = null!;
    private CacheInvalidator _invalidator = null!;

    public async Task InitializeAsync()
    {
        _router = await Routers.StartKeysAsync(fixture.Servers.ConnectionString);
        _invalidator = new(_router, new(), new CacheConnectionOptions(), TimeProvider.System);
    }

    public async Task DisposeAsync()
    {
        await _router.DisposeAsync();
    }

    [Fact]
    public async Task What_was_invalidated_is_gone_from_every_node_at_once()
    {
        for (var i = 0; i < 200; i++)
        {
            await _router.SetAsync($"p:{i}", "old");
            var result = await _invalidator.InvalidateAsync([new(Products, $"{i}")]);
            var nodes = await fixture.Servers.NodesOfAsync($"p:{i}");
            foreach (var node in nodes)
            {
                Assert.Null(await node.GetAsync($"p:{i}"));
            }

            Assert.Equal((1, nodes.Count - 1), (result.Deleted, result.Replicas));
        }
    }

    [Fact]
    public async Task Dependents_go_with_what_they_depend_on()
    {
        var product = KeyLayout.Entry(Products, "with-dependents");
        foreach (var customer in (string[])["ann", "bob"])
        {
            var dependent = KeyLayout.Entry(Recommendations, $"{customer}:with-dependents");
            await _router.SetAsync(dependent.Value, "old");
            await _router.WriteAsync(
                product.Dependents,
                (product, dependent.Value),
                static (db, state) => RegisterDependentScript.EvaluateAsync(db, state.product, state.Value, TimeSpan.FromMinutes(5)),
                WriteRetry.Never,
                CancellationToken.None);
        }

        Assert.Equal(2, (await _invalidator.InvalidateAsync([new(Products, "with-dependents", 7)])).Deleted);
        foreach (var key in (string[])["r:ann:with-dependents", "r:bob:with-dependents"])
        {
            foreach (var node in await fixture.Servers.NodesOfAsync(key))
            {
                Assert.Null(await node.GetAsync(key));
            }
        }
    }

    [Fact]
    public async Task The_lease_of_a_fetch_under_way_is_gone_and_the_watermark_is_raised()
    {
        var keys = KeyLayout.Entry(Products, "leased");
        await _router.SetAsync(keys.Lease!, "token");
        await _invalidator.InvalidateAsync([new(Products, "leased", 41)]);
        await _invalidator.InvalidateAsync([new(Products, "leased", 40)]);
        Assert.Null(await fixture.Servers.GetAsync(keys.Lease!));
        Assert.Equal("41", await fixture.Servers.GetAsync(keys.Watermark!));
    }

    [Fact]
    public async Task A_large_batch_is_one_call()
    {
        var ids = Enumerable.Range(0, 1200).Select(i => $"many-{i}").ToArray();
        await Task.WhenAll(ids.Select(id => _router.SetAsync($"p:{id}", "old").AsTask()));
        var result = await _invalidator.InvalidateAsync([.. ids.Select(id => new Invalidation(Products, id, 1))]);
        Assert.Equal(1200, result.Deleted);
    }

    [Fact]
    public async Task Scripts_that_the_server_has_forgotten_are_sent_again()
    {
        await _router.SetAsync("p:flushed", "old");
        await _invalidator.InvalidateAsync([new(Products, "other")]);
        await fixture.Servers.EverywhereAsync("SCRIPT", "FLUSH");

        Assert.Equal(1, (await _invalidator.InvalidateAsync([new(Products, "flushed")])).Deleted);
    }

    [Fact]
    public async Task An_empty_batch_does_nothing()
        => Assert.Equal(default, await _invalidator.InvalidateAsync([]));
}
