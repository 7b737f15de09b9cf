using CacheLayer.Redis.Dispatch;
using CacheLayer.Redis.Routing;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;

namespace CacheLayer.Tests.Invalidations;

[Trait("Tier", "faults")]
public sealed class InvalidationFaultTests : IAsyncLifetime
{
    private static readonly Keyspace Products = Keyspace.Create<string>("product", "p");

    private RedisReplicaSet _redis = null!;
    private TopologyRouter _reader = null!;
    private KeyRouter _router = null!;
    private CacheInvalidator _invalidator = null!;

    private TopologyRouter Router => _router.Shards[0];

    public async Task InitializeAsync()
    {
        _redis = await RedisReplicaSet.StartAsync();
        _reader = await Routers.StartAsync(_redis.ConnectionString);
        _router = await Routers.StartKeysAsync(_redis.ConnectionString);
        _invalidator = new(_router, new(), new CacheConnectionOptions(), TimeProvider.System);
    }

    public async Task DisposeAsync()
    {
        await _router.DisposeAsync();
        await _reader.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task A_hung_replica_neither_stops_invalidations_nor_answers_with_what_it_missed()
    {
        await _router.SetAsync("p:1", "old");
        await Eventually.AsyncThat("the replica has it", async () => await _redis.Nodes[1].GetAsync("p:1") == "old");
        _redis.Nodes[1].Process.Hang();
        var result = await InvalidateAsync("1");
        Assert.Equal(1, result.Replicas);
        _redis.Nodes[1].Process.Resume();

        // From here on it may answer again, and at first without the invalidation.
        var answers = new List<string?>();
        await Eventually.AsyncThat("the replica is read again", async () =>
        {
            answers.Add(await _reader.GetAsync("p:1"));
            return _reader.Node(_redis.Nodes[1]).IsReadable;
        });
        answers.Add(await _reader.GetAsync("p:1"));
        Assert.All(answers, Assert.Null);
    }

    [Fact]
    public async Task The_first_invalidation_of_a_process_does_not_wait_for_a_connection_to_a_replica_that_hangs()
    {
        _redis.Nodes[1].Process.Hang();

        // No second try: nothing else of this process has opened the connections yet.
        var result = await _invalidator.InvalidateAsync([new(Products, "first")]);
        Assert.Equal(1, result.Replicas);
    }

    [Fact]
    public async Task A_replica_that_is_hung_for_long_is_not_waited_for()
    {
        _redis.Nodes[1].Process.Hang();
        await Eventually.That("the replica does not count", () => Router.CountReplicas(Router.Primary!) == 1);

        // Each would take as long as a replica may be read, if it still counted.
        var results = new List<InvalidationResult>();
        for (var i = 0; i < 100; i++)
        {
            results.Add(await InvalidateAsync($"{i}"));
        }

        Assert.All(results, result => Assert.Equal(1, result.Replicas));
        Assert.InRange(results.Count(result => result.ConfirmedAfter >= new CacheConnectionOptions().MaxReplicaStaleness), 0, results.Count / 2);
    }

    [Fact]
    public async Task An_invalidation_outlives_the_primary()
    {
        await _router.SetAsync("p:2", "old");
        _redis.Nodes[0].Process.Kill();
        await InvalidateAsync("2");
        Assert.NotEqual(_redis.Nodes[0].Address, Router.Primary!.Address.Name);
        await Eventually.AsyncThat("gone", async () => await _reader.GetAsync("p:2") is null);
    }

    [Fact]
    public async Task Without_a_primary_it_says_so()
    {
        foreach (var node in _redis.Nodes)
        {
            node.Process.Kill();
        }

        await Assert.ThrowsAsync<CacheUnavailableException>(async () => await _invalidator.InvalidateAsync([new(Products, "3")]));
    }

    private async Task<InvalidationResult> InvalidateAsync(string id)
    {
        InvalidationResult result = default;
        await Eventually.AsyncThat("invalidated", async () =>
        {
            result = await _invalidator.InvalidateAsync([new(Products, id)]);
            return true;
        });
        return result;
    }
}
