using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;

namespace CacheLayer.Tests.Aside;

/// <summary>What the origin does not have is remembered, as long as it does not have it.</summary>
[Trait("Tier", "redis")]
public abstract class NegativeEntryTests(RedisFixture fixture)
    : PolicyTest(fixture, ("NegativeTtl", "00:00:30"))
{
    [Fact]
    public async Task That_there_is_none_is_remembered_for_its_time_and_counted()
    {
        var miss = await RememberAsync();
        var hit = await GetAsync(One);
        var many = await One.Aside.GetManyOrFetchAsync(Things, ["a", "a"], Origin);
        var batch = One.Aside.Batch();
        var batchRead = batch.GetOrFetch(Things, "a", Origin);
        await batch.ExecuteAsync();

        Assert.Equal((null, CacheOutcome.Miss, true), (miss.Value, miss.Outcome, miss.IsBeingStored));
        Assert.Equal((null, CacheOutcome.NegativeHit, false), (hit.Value, hit.Outcome, hit.IsHit));
        Assert.All(many.Append(batchRead.Result), read => Assert.Equal(CacheOutcome.NegativeHit, read.Outcome));
        Assert.Equal(CacheOutcome.NegativeHit, (await One.Aside.GetOrFetchAsync(Things.Raw, "a", Origin.Raw)).Outcome);
        Assert.Equal((1, 5, 5), (Counts.Misses, Counts.Hits, Counts.NegativeHits));
        Assert.Single(Origin.Calls);
        Assert.InRange(await LifeAsync(), 1, 30_000);
    }

    [Fact]
    public async Task It_is_forgotten_when_the_product_appears()
    {
        await RememberAsync();
        Origin.Answer = _ => new("new", Version: 1);
        await Two.InvalidateAsync(Things, "a", version: 1);

        Assert.Equal("new", (await GetAsync(One)).Value);
        await Eventually.AsyncThat("it is stored", async () => (await GetAsync(Two)).IsHit);
    }

    [Fact]
    public async Task It_is_not_stored_when_the_product_appears_during_the_fetch()
    {
        var gate = Origin.Hold("a");
        var reading = GetAsync(One);
        await Origin.CalledAsync("a");
        await Two.InvalidateAsync(Things, "a", version: 1);
        gate.SetResult(default);

        Assert.Null((await reading).Value);
        await Eventually.That("the fill is refused", () => Counts.RefusedFills is 1);
        Assert.False(await ExistsAsync(Keys.Value));
    }

    [Fact]
    public async Task It_is_not_stored_when_the_origin_has_not_heard_of_the_product_yet()
    {
        await Two.InvalidateAsync(Things, "a", version: 1);
        Origin.Answer = _ => default;

        Assert.Null((await GetAsync(One)).Value);
        await Eventually.That("the fill is refused", () => Counts.RefusedFills is 1);
        Assert.False(await ExistsAsync(Keys.Value));
    }

    [Fact]
    public async Task A_set_takes_its_place()
    {
        await RememberAsync();
        await Two.Client.SetAsync(Things, "a", "pushed");

        Assert.Equal("pushed", (await GetAsync(One)).Value);
    }

    [Fact]
    public async Task A_number_that_is_not_there_is_no_zero()
    {
        var numbers = Keyspace.Create<int>("thing", $"n{Things.Prefix}");
        var others = Keyspace.Create<int>("other", $"o{Things.Prefix}");
        var origin = new Numbers();

        await One.Aside.GetManyOrFetchAsync(numbers, ["0", "404"], origin);
        await One.Aside.GetManyOrFetchAsync(others, ["0", "404"], origin);

        await Eventually.AsyncThat("both are known", async () =>
            (await Two.Client.GetManyAsync(numbers, ["0", "404"])) is [{ Outcome: CacheOutcome.Hit }, { Outcome: CacheOutcome.NegativeHit }]);
        await Eventually.AsyncThat("without the setting, only the one that is there", async () =>
            (await Two.Client.GetManyAsync(others, ["0", "404"])) is [{ Outcome: CacheOutcome.Hit }, { Outcome: CacheOutcome.Miss }]);
    }

    private async Task<CacheRead<string>> RememberAsync()
    {
        Origin.Answer = _ => default;
        var read = await GetAsync(One);
        await Eventually.AsyncThat("it is stored", () => ExistsAsync(Keys.Value));
        return read;
    }

    private sealed class Numbers : Fetcher<int>
    {
        public override bool FetchesMany => true;

        public override ValueTask<Fetched<int>> FetchAsync(string id, CancellationToken cancellationToken)
            => throw new NotSupportedException("A batch fetches in bulk.");

        public override ValueTask<IReadOnlyDictionary<string, Fetched<int>>> FetchManyAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken)
            => new(new Dictionary<string, Fetched<int>> { ["0"] = new(0) });
    }
}
