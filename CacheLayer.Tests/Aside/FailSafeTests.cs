using CacheLayer.Scripts;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;

namespace CacheLayer.Tests.Aside;

/// <summary>When the origin fails, what has expired is served for a while, and never what was invalidated.</summary>
[Trait("Tier", "redis")]
public abstract class FailSafeTests(RedisFixture fixture)
    : PolicyTest(fixture, ("FailSafeMaxStale", "01:00:00"))
{
    [Fact]
    public async Task What_has_expired_is_served_when_the_fetch_fails()
    {
        await StoreExpiredAsync();
        Origin.Answer = _ => throw new InvalidOperationException("origin");

        var read = await GetAsync(One);
        var many = await One.Aside.GetManyOrFetchAsync(Things, ["a", "b"], Origin);
        var batch = One.Aside.Batch();
        var batchRead = batch.GetOrFetch(Things.Raw, "a", Origin.Raw);
        await batch.ExecuteAsync();

        Assert.Equal(("old", CacheOutcome.Stale, false, "origin"), (read.Value, read.Outcome, read.IsHit, read.Error?.Message));
        Assert.Equal([CacheOutcome.Stale, CacheOutcome.Failed], many.Select(r => r.Outcome));
        Assert.Equal((CacheOutcome.Stale, true), (batchRead.Result.Outcome, batchRead.Result.Value is not null));
        Assert.Equal((3, 5, 0), (Counts.Stale, Counts.Misses, Counts.Hits));
        await Eventually.AsyncThat("the lease is gone", async () => !await ExistsAsync(Keys.Lease!));
    }

    [Fact]
    public async Task What_has_expired_is_no_hit_and_is_replaced_when_the_fetch_succeeds()
    {
        await StoreExpiredAsync();
        Assert.Equal((null, CacheOutcome.Miss), (await Two.Client.GetAsync(Things, "a")) is var expired ? (expired.Value, expired.Outcome) : default);
        Origin.Answer = _ => new("new");

        Assert.Equal(("new", CacheOutcome.Miss), (await GetAsync(One)) is var read ? (read.Value, read.Outcome) : default);
        await Eventually.AsyncThat("it is stored", async () => (await Two.Client.GetAsync(Things, "a")).Value is "new");
    }

    [Fact]
    public async Task Two_processes_replace_it_with_one_fetch()
    {
        await StoreExpiredAsync();
        var gate = Origin.Hold("a");
        var reads = new[] { GetAsync(One), GetAsync(Two), GetAsync(One) };
        await Origin.CalledAsync("a", times: 2);
        gate.SetResult(new("new"));

        Assert.All(await Task.WhenAll(reads), read => Assert.Equal("new", read.Value));
        Assert.Equal(2, Origin.Calls.Count);
    }

    [Fact]
    public async Task What_is_invalidated_while_the_fetch_is_failing_is_not_served()
    {
        await StoreExpiredAsync();
        var gate = Origin.Hold("a");
        var reading = GetAsync(One);
        await Origin.CalledAsync("a", times: 2);
        await Two.InvalidateAsync(Things, "a");
        gate.SetException(new InvalidOperationException("origin"));

        Assert.Equal("origin", (await Assert.ThrowsAsync<InvalidOperationException>(() => reading)).Message);
        Assert.Equal(0, Counts.Stale);
    }

    [Fact]
    public async Task What_was_invalidated_is_not_served()
    {
        await StoreExpiredAsync();
        await Two.InvalidateAsync(Things, "a");
        Origin.Answer = _ => throw new InvalidOperationException("origin");

        await Assert.ThrowsAsync<InvalidOperationException>(() => GetAsync(One));
        Assert.Equal(CacheOutcome.Failed, (await One.Aside.GetManyOrFetchAsync(Things, ["a"], Origin))[0].Outcome);
    }

    [Fact]
    public async Task What_it_was_made_from_takes_it_along_after_its_end_too()
    {
        var parts = Keyspace.Create<string>("part", $"q{Things.Prefix}");
        Origin.Answer = _ => new("made of x", DependsOn: [new(parts, "x")]);
        await Eventually.AsyncThat("it is stored", async () => (await GetAsync(One)).IsHit);
        Clock.Advance(Ttl);
        Assert.InRange((long)await Redis.ExecuteAsync("PTTL", (string)KeyLayout.Entry(parts, "x").Dependents!), await LifeAsync(), double.MaxValue);

        await Two.InvalidateAsync(parts, "x");

        Assert.False(await ExistsAsync(Keys.Value));
    }

    [Fact]
    public async Task It_is_served_no_longer_than_its_bound_and_kept_no_longer()
    {
        await StoreExpiredAsync();
        Assert.InRange(await LifeAsync(), 3_600_000, 3_900_000);
        Origin.Answer = _ => throw new InvalidOperationException("origin");
        Assert.Equal(CacheOutcome.Stale, (await GetAsync(One)).Outcome);

        One.Change(($"{Section}:FailSafeMaxStale", "00:00:01"));
        Clock.Advance(TimeSpan.FromSeconds(2));
        await Assert.ThrowsAsync<InvalidOperationException>(() => GetAsync(One));
        Assert.Equal(CacheOutcome.Stale, (await GetAsync(Two)).Outcome);

        Clock.Advance(TimeSpan.FromHours(1));
        await Assert.ThrowsAsync<InvalidOperationException>(() => GetAsync(Two));
    }

    [Fact]
    public async Task A_value_that_the_origin_has_no_more_is_not_served_when_it_fails_later()
    {
        await StoreExpiredAsync();
        Origin.Answer = _ => default;
        Assert.Null((await GetAsync(One)).Value);
        await Eventually.AsyncThat("it is gone", async () => !await ExistsAsync(Keys.Value));
    }

    private async Task StoreExpiredAsync()
    {
        await StoreAsync("old");
        Clock.Advance(Ttl);
    }
}
