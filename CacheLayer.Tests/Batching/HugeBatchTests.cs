using System.Collections.Concurrent;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;

namespace CacheLayer.Tests.Batching;

/// <summary>Batches far beyond what one command, or the origin, should be asked for at once.</summary>
[Trait("Tier", "redis")]
public sealed class HugeBatchTests(RedisSingleFixture fixture) : IClassFixture<RedisSingleFixture>
{
    private readonly Keyspace<string> _things = Keyspace.Create<string>("thing", $"h{Guid.NewGuid():N}");

    [Fact]
    public async Task A_read_of_many_keys_is_cut_into_commands_of_bounded_size()
    {
        const int Count = 20_000;
        await using var cache = await StartAsync();
        var ids = Ids(Count);
        var stored = ids.Where((_, i) => i % 100 is 0).ToDictionary(id => id, id => $"value of {id}");
        Assert.Equal(stored.Count, await cache.Client.SetManyAsync(_things, stored));
        var before = await fixture.Redis.CallsAsync("mget");

        var reads = await cache.Client.GetManyAsync(_things, ids);

        Assert.Equal(ids, reads.Select(read => read.Id));
        Assert.All(reads, read => Assert.Equal(stored.TryGetValue(read.Id, out var value) ? (CacheOutcome.Hit, value) : (CacheOutcome.Miss, null), (read.Outcome, read.Value)));
        Assert.InRange(await fixture.Redis.CallsAsync("mget") - before, Count / 512, Count);
    }

    [Fact]
    public async Task Large_values_are_read_a_few_at_a_time()
    {
        const int Count = 1500;
        await using var cache = await StartAsync();
        var ids = Ids(Count);
        Assert.Equal(Count, await cache.Client.SetManyAsync(_things, ids.ToDictionary(id => id, id => new string('x', 20_000))));
        var before = await fixture.Redis.CallsAsync("mget");

        var reads = await cache.Client.GetManyAsync(_things, ids);

        Assert.All(reads, read => Assert.Equal(20_000, read.Value?.Length));
        Assert.InRange(await fixture.Redis.CallsAsync("mget") - before, 30, Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cold_keys_are_fetched_one_by_one_within_the_limits_of_their_keyspace(bool mixed)
    {
        const int Count = 1000;
        await using var cache = await StartAsync(("MaxConcurrentFetches", "8"), ("MaxQueuedFetches", "4"), ("MaxFetchWait", "00:00:00.001"));
        var origin = new CountingFetcher(bulk: false);
        var ids = Ids(Count);

        var reads = await ReadAsync(cache, ids, origin, mixed);

        Assert.All(reads, (read, i) => Assert.Equal((CacheOutcome.Miss, $"value of {ids[i]}"), (read.Outcome, read.Value)));
        Assert.InRange(origin.MostAtOnce, 1, 8);
        Assert.Equal(0, cache.Statistics(_things).RefusedFetches);
        await Eventually.AsyncThat("all are stored", async () => (await cache.Client.GetManyAsync(_things, ids)).All(read => read.IsHit));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cold_keys_are_fetched_in_bulk_calls_of_bounded_size(bool mixed)
    {
        const int Count = 5000;
        await using var cache = await StartAsync(("MaxConcurrentFetches", "2"), ("MaxQueuedFetches", "0"));
        var origin = new CountingFetcher(bulk: true);
        var ids = Ids(Count);

        var reads = await ReadAsync(cache, ids, origin, mixed);

        Assert.All(reads, (read, i) => Assert.Equal((CacheOutcome.Miss, $"value of {ids[i]}"), (read.Outcome, read.Value)));
        Assert.All(origin.Sizes, size => Assert.InRange(size, 1, 500));
        Assert.InRange(origin.MostAtOnce, 1, 2);
    }

    [Fact]
    public async Task One_bad_key_among_very_many_hurts_no_other()
    {
        await using var cache = await StartAsync(("MaxConcurrentFetches", "8"));
        var ids = Ids(1000);
        var reads = await cache.Aside.GetManyOrFetchAsync(_things, ids, new CountingFetcher(bulk: false) { Bad = "700" });

        Assert.All(reads, (read, i) => Assert.Equal(i is 700 ? CacheOutcome.Failed : CacheOutcome.Miss, read.Outcome));
    }

    private static string[] Ids(int count) => [.. Enumerable.Range(0, count).Select(i => $"{i}")];

    private async Task<CacheRead<string>[]> ReadAsync(CacheProcess cache, string[] ids, Fetcher<string> fetcher, bool mixed)
    {
        if (!mixed)
        {
            return await cache.Aside.GetManyOrFetchAsync(_things, ids, fetcher);
        }

        var batch = cache.Aside.Batch();
        var other = batch.GetOrFetch(Keyspace.Create<string>("other", $"o{_things.Prefix}"), "other", new CountingFetcher(bulk: false));
        var reads = Array.ConvertAll(ids, id => batch.GetOrFetch(_things, id, fetcher));
        await batch.ExecuteAsync();
        Assert.Equal("value of other", other.Result.Value);
        return Array.ConvertAll(reads, read => read.Result);
    }

    private Task<CacheProcess> StartAsync(params (string Name, string Value)[] settings)
        => CacheProcess.StartAsync(fixture.Redis.ConnectionString, null, [.. CacheProcess.Patient, .. settings.Select(s => ($"CacheLayer:Keyspaces:thing:{s.Name}", s.Value))]);

    private sealed class CountingFetcher(bool bulk) : Fetcher<string>
    {
        private int _now;
        private int _most;

        public string? Bad { get; init; }

        public int MostAtOnce => _most;

        public ConcurrentQueue<int> Sizes { get; } = new();

        public override bool FetchesMany => bulk;

        public override async ValueTask<Fetched<string>> FetchAsync(string id, CancellationToken cancellationToken)
        {
            await CallAsync(1);
            return id == Bad ? throw new InvalidOperationException("bad") : new($"value of {id}");
        }

        public override async ValueTask<IReadOnlyDictionary<string, Fetched<string>>> FetchManyAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken)
        {
            await CallAsync(ids.Count);
            return ids.ToDictionary(id => id, id => new Fetched<string>($"value of {id}"));
        }

        private async Task CallAsync(int size)
        {
            Sizes.Enqueue(size);
            var now = Interlocked.Increment(ref _now);
            InterlockedMax(now);
            await Task.Yield();
            Interlocked.Decrement(ref _now);
        }

        private void InterlockedMax(int now)
        {
            for (var most = _most; now > most; most = _most)
            {
                Interlocked.CompareExchange(ref _most, now, most);
            }
        }
    }
}
