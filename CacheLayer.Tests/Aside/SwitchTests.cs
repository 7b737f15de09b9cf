using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;

namespace CacheLayer.Tests.Aside;

/// <summary>A keyspace is switched off and on while the application runs.</summary>
[Trait("Tier", "redis")]
public abstract class SwitchTests(RedisFixture fixture)
    : PolicyTest(fixture)
{
    [Fact]
    public async Task A_keyspace_that_is_not_served_goes_to_the_origin_past_the_cache()
    {
        await StoreAsync("cached");
        Origin.Answer = _ => new("from the origin");
        One.Change(($"{Section}:ReadsEnabled", "false"));
        var commands = await Redis.CallsAsync("get") + await Redis.CallsAsync("mget") + await Redis.CallsAsync("eval");

        var single = await GetAsync(One);
        var many = await One.Aside.GetManyOrFetchAsync(Things, ["a", "b"], Origin);
        var unfetched = await One.Client.GetAsync(Things, "a");

        Assert.All(many.Append(single), read => Assert.Equal(("from the origin", CacheOutcome.Bypass, null), (read.Value, read.Outcome, read.Error)));
        Assert.Equal((null, CacheOutcome.Bypass), (unfetched.Value, unfetched.Outcome));
        Assert.Equal(CacheOutcome.Bypass, (await One.Client.GetManyAsync(Things, ["a"]))[0].Outcome);
        Assert.Equal(commands, await Redis.CallsAsync("get") + await Redis.CallsAsync("mget") + await Redis.CallsAsync("eval"));
        Assert.Equal((5, 1, 0), (Counts.Bypassed, Counts.Misses, Counts.Hits));

        One.Change(($"{Section}:ReadsEnabled", "true"));
        Assert.Equal(("cached", CacheOutcome.Hit), (await GetAsync(One)) is var back ? (back.Value, back.Outcome) : default);
    }

    [Fact]
    public async Task What_is_invalidated_while_it_is_not_served_is_gone_afterwards()
    {
        await StoreAsync("old");
        One.Change(($"{Section}:ReadsEnabled", "false"));
        await One.InvalidateAsync(Things, "a");
        Origin.Answer = _ => new("new");
        One.Change(($"{Section}:ReadsEnabled", "true"));

        Assert.Equal("new", (await GetAsync(One)).Value);
    }

    [Fact]
    public async Task Callers_of_one_key_share_a_fetch_past_the_cache_too()
    {
        One.Change(($"{Section}:ReadsEnabled", "false"));
        var gate = Origin.Hold("a");
        var reads = Enumerable.Range(0, 100).Select(_ => GetAsync(One)).ToList();
        await Origin.CalledAsync("a");

        Assert.Single(Origin.Calls);
        gate.SetResult(new("one"));
        Assert.All(await Task.WhenAll(reads), read => Assert.Equal(CacheOutcome.Bypass, read.Outcome));
    }

    [Fact]
    public async Task In_a_batch_only_the_keyspace_that_is_switched_off_goes_past_the_cache()
    {
        var others = Keyspace.Create<string>("other", $"o{Things.Prefix}");
        await One.Client.SetAsync(others, "a", "cached");
        await StoreAsync("cached");
        Origin.Answer = _ => new("from the origin");
        One.Change(($"{Section}:ReadsEnabled", "false"));

        var batch = One.Aside.Batch();
        var off = batch.GetOrFetch(Things, "a", Origin);
        var on = batch.GetOrFetch(others, "a", Origin);
        var offToo = batch.GetOrFetch(Things, "a", Origin);
        await batch.ExecuteAsync();

        Assert.Equal([("from the origin", CacheOutcome.Bypass), ("cached", CacheOutcome.Hit), ("from the origin", CacheOutcome.Bypass)],
            new[] { off, on, offToo }.Select(read => (read.Result.Value, read.Result.Outcome)));
    }

    [Fact]
    public async Task A_keyspace_that_is_not_filled_serves_what_is_there_and_stores_nothing()
    {
        await StoreAsync("cached");
        One.Change(($"{Section}:WritesEnabled", "false"));
        Assert.Equal(("cached", CacheOutcome.Hit), (await GetAsync(One)) is var hit ? (hit.Value, hit.Outcome) : default);

        await Two.InvalidateAsync(Things, "a");
        Origin.Answer = _ => new("new");
        Assert.Equal(("new", CacheOutcome.Miss, false), (await GetAsync(One)) is var miss ? (miss.Value, miss.Outcome, miss.IsBeingStored) : default);
        await One.StopAsync();
        Assert.False(await ExistsAsync(Keys.Value));
        Assert.False(await ExistsAsync(Keys.Lease!));
    }

    [Fact]
    public async Task A_set_into_a_keyspace_that_is_not_filled_removes_what_it_would_have_replaced()
    {
        await StoreAsync("old");
        One.Change(($"{Section}:WritesEnabled", "false"));

        Assert.False(await One.Client.SetAsync(Things, "a", "new"));
        Assert.False(await ExistsAsync(Keys.Value));
    }

    [Fact]
    public async Task A_change_that_cannot_be_leaves_the_keyspace_as_it_is()
    {
        await StoreAsync("cached");
        One.Change(($"{Section}:ReadsEnabled", "perhaps"));

        Assert.True((await GetAsync(One)).IsHit);
        Assert.Contains(One.Logs.GetSnapshot(), line => line.Message.Contains($"{Section}:ReadsEnabled", StringComparison.Ordinal));
    }
}
