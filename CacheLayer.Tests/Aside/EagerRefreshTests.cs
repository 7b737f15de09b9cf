using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;

namespace CacheLayer.Tests.Aside;

/// <summary>Entries in their last fifth of life are fetched anew in the background, and never over an invalidation.</summary>
[Trait("Tier", "redis")]
public abstract class EagerRefreshTests(RedisFixture fixture)
    : PolicyTest(fixture, ("EagerRefreshAt", "0.8"))
{
    [Fact]
    public async Task What_is_due_is_hit_and_fetched_anew_in_the_background()
    {
        await StoreAsync("old");
        Clock.Advance(Ttl * 0.7);
        Assert.Equal("old", (await GetAsync(One)).Value);
        Assert.Single(Origin.Calls);

        Clock.Advance(Ttl * 0.2);
        Origin.Answer = _ => new("new");
        Assert.Equal(("old", CacheOutcome.Hit), (await GetAsync(One)) is var due ? (due.Value, due.Outcome) : default);

        await Eventually.AsyncThat("it is new", async () => (await GetAsync(One)).Value is "new");
        await Eventually.That("it is counted", () => Counts.Refreshes is 1);
        Assert.Equal((1, 2), (Counts.Misses, Origin.Calls.Count));
        Assert.False(await ExistsAsync(Keys.Lease!));
    }

    [Fact]
    public async Task While_one_refreshes_everybody_hits_and_nobody_else_fetches()
    {
        await StoreAsync("old");
        Clock.Advance(Ttl * 0.9);
        var gate = Origin.Hold("a");
        await GetAsync(One);
        await Origin.CalledAsync("a", times: 2);

        var reads = await Task.WhenAll(Enumerable.Range(0, 50).SelectMany(_ => new[] { GetAsync(One), GetAsync(Two) }));
        Assert.All(reads, read => Assert.Equal(("old", CacheOutcome.Hit), (read.Value, read.Outcome)));
        Assert.Equal(2, Origin.Calls.Count);

        gate.SetResult(new("new"));
        await Eventually.AsyncThat("it is new", async () => (await GetAsync(Two)).Value is "new");
        Assert.Equal(2, Origin.Calls.Count);
    }

    [Fact]
    public async Task Batches_refresh_what_is_due()
    {
        await StoreAsync("old");
        Clock.Advance(Ttl * 0.9);
        Origin.Answer = _ => new("new");
        Assert.Equal("old", (await One.Aside.GetManyOrFetchAsync(Things, ["a"], Origin))[0].Value);
        await Eventually.AsyncThat("it is new", async () => (await One.Client.GetAsync(Things, "a")).Value is "new");

        Clock.Advance(Ttl * 0.9);
        Origin.Answer = _ => new("newest");
        var batch = One.Aside.Batch();
        var read = batch.GetOrFetch(Things, "a", Origin);
        await batch.ExecuteAsync();
        Assert.Equal("new", read.Result.Value);
        await Eventually.AsyncThat("it is the newest", async () => (await One.Client.GetAsync(Things, "a")).Value is "newest");
    }

    [Fact]
    public async Task A_refresh_that_ends_after_an_invalidation_is_refused()
    {
        await StoreAsync("old");
        Clock.Advance(Ttl * 0.9);
        var gate = Origin.Hold("a");
        await GetAsync(One);
        await Origin.CalledAsync("a", times: 2);

        await Two.InvalidateAsync(Things, "a");
        gate.SetResult(new("read before the change"));

        await Eventually.That("the refresh is refused", () => Counts.RefusedFills is 1);
        Assert.False(await ExistsAsync(Keys.Value));
        Assert.Equal(0, Counts.Refreshes);
    }

    [Fact]
    public async Task Who_reads_after_an_invalidation_does_not_get_what_a_refresh_fetched_before_it()
    {
        await StoreAsync("old");
        Clock.Advance(Ttl * 0.9);
        var gate = Origin.Hold("a");
        await GetAsync(One);
        await Origin.CalledAsync("a", times: 2);
        await Two.InvalidateAsync(Things, "a");
        Origin.Answer = _ => new("new");

        Assert.Equal("new", (await GetAsync(One)).Value);
        await Eventually.AsyncThat("it is stored", () => ExistsAsync(Keys.Value));
        gate.SetResult(new("read before the change"));
        await Eventually.That("the refresh is refused", () => Counts.RefusedFills is 1);
        Assert.Equal("new", (await GetAsync(One)).Value);
    }

    [Fact]
    public async Task A_set_during_a_refresh_is_not_overwritten_by_it()
    {
        await StoreAsync("old");
        Clock.Advance(Ttl * 0.9);
        var gate = Origin.Hold("a");
        await GetAsync(One);
        await Origin.CalledAsync("a", times: 2);
        await Two.Client.SetAsync(Things, "a", "pushed");
        gate.SetResult(new("fetched"));

        await Eventually.That("the refresh is refused", () => Counts.RefusedFills is 1);
        Assert.Equal("pushed", (await GetAsync(One)).Value);
    }

    [Fact]
    public async Task A_refresh_that_fails_leaves_the_entry_and_no_lease_and_is_logged()
    {
        await StoreAsync("old");
        Clock.Advance(Ttl * 0.9);
        Origin.Answer = _ => throw new InvalidOperationException("origin");
        await GetAsync(One);
        await Origin.CalledAsync("a", times: 2);

        await Eventually.AsyncThat("the lease is gone", async () => !await ExistsAsync(Keys.Lease!));
        Assert.Equal(("old", CacheOutcome.Hit), (await Two.Client.GetAsync(Things, "a")) is var read ? (read.Value, read.Outcome) : default);
        Assert.Contains(One.Logs.GetSnapshot(), line => line.Exception?.Message is "origin");
    }

    [Fact]
    public async Task A_value_that_the_origin_has_no_more_is_removed()
    {
        await StoreAsync("old");
        Clock.Advance(Ttl * 0.9);
        Origin.Answer = _ => default;
        await GetAsync(One);

        await Eventually.AsyncThat("it is gone", async () => !await ExistsAsync(Keys.Value));
    }
}
