using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;
using static CacheLayer.Tests.Values.Samples;

namespace CacheLayer.Tests.Values;

/// <summary>Two builds of an application, whose types differ, on one Redis.</summary>
[Trait("Tier", "redis")]
public sealed class ShapeChangeTests(RedisSingleFixture fixture) : IClassFixture<RedisSingleFixture>, IAsyncLifetime
{
    private readonly string _prefix = $"s{Guid.NewGuid():N}";
    private CacheProcess _old = null!;
    private CacheProcess _new = null!;

    public async Task InitializeAsync()
    {
        _old = await CacheProcess.StartAsync(fixture.Redis.ConnectionString, null, CacheProcess.Patient);
        _new = await CacheProcess.StartAsync(fixture.Redis.ConnectionString, null, CacheProcess.Patient);
    }

    public async Task DisposeAsync()
    {
        await _old.DisposeAsync();
        await _new.DisposeAsync();
    }

    [Fact]
    public async Task An_entry_that_lacks_a_member_is_no_hit()
        => await NoHitAsync(new CustomerBefore("one"), new CustomerAfter("one") { Country = "two" });

    [Fact]
    public async Task An_entry_whose_keys_mean_other_members_is_no_hit()
        => await NoHitAsync(new NamesBefore("one", "two"), new NamesAfter("one", "two"));

    [Fact]
    public async Task Old_and_new_builds_fetch_a_key_once_each()
    {
        var before = new Counted<int>(_ => 1);
        var after = new Counted<string>(id => $"value of {id}");
        var numbers = Keyspace.Create<int>("thing", _prefix);
        var texts = Keyspace.Create<string>("thing", _prefix);
        for (var round = 0; round < 20; round++)
        {
            for (var id = 0; id < 10; id++)
            {
                Assert.Equal(1, (await _old.Aside.GetOrFetchAsync(numbers, $"{id}", before)).Value);
                Assert.Equal($"value of {id}", (await _new.Aside.GetOrFetchAsync(texts, $"{id}", after)).Value);
            }

            // What was fetched is stored behind its caller's back.
            if (round is 0)
            {
                await Eventually.AsyncThat("both have all", async () =>
                    (await _old.Client.GetManyAsync(numbers, [.. Enumerable.Range(0, 10).Select(id => $"{id}")])).All(read => read.IsHit)
                    && (await _new.Client.GetManyAsync(texts, [.. Enumerable.Range(0, 10).Select(id => $"{id}")])).All(read => read.IsHit));
            }
        }

        Assert.Equal((10, 10), (before.Calls, after.Calls));
    }

    private async Task NoHitAsync<TBefore, TAfter>(TBefore before, TAfter after)
    {
        var old = Keyspace.Create<TBefore>("thing", _prefix);
        var @new = Keyspace.Create<TAfter>("thing", _prefix);
        await _old.Client.SetAsync(old, "a", before);

        Assert.Equal(CacheOutcome.Miss, (await _new.Client.GetAsync(@new, "a")).Outcome);
        Assert.Equal(after, (await _new.Aside.GetOrFetchAsync(@new, "a", new Counted<TAfter>(_ => after))).Value);
        await Eventually.AsyncThat("it is stored", async () => (await _new.Client.GetAsync(@new, "a")).IsHit);
        Assert.Equal(before, (await _old.Client.GetAsync(old, "a")).Value);
    }

    private sealed class Counted<T>(Func<string, T> answer) : Fetcher<T>
    {
        private int _calls;

        public int Calls => _calls;

        public override ValueTask<Fetched<T>> FetchAsync(string id, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _calls);
            return new(new Fetched<T>(answer(id)));
        }
    }
}
