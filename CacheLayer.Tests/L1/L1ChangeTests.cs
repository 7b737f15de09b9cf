using CacheLayer.L1;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;

namespace CacheLayer.Tests.L1;

/// <summary>Changes by this process and by others.</summary>
[Trait("Tier", "redis")]
public abstract class L1ChangeTests(RedisFixture fixture) : L1Test(fixture)
{
    [Fact]
    public async Task An_invalidation_by_another_process_is_heard()
    {
        await StoreAsync("one");
        await ServedAsync(One, "one");

        await Two.InvalidateAsync(Things, "a");

        await Eventually.AsyncThat("it is gone", async () => (await One.Client.GetAsync(Things, "a")).Outcome is CacheOutcome.Miss);
    }

    [Fact]
    public async Task An_invalidation_of_this_process_is_done_when_it_returns()
    {
        await StoreAsync("one");
        for (var i = 0; i < 100; i++)
        {
            await One.Client.SetAsync(Things, "a", $"{i}");
            await ServedAsync(One, $"{i}");
            await One.InvalidateAsync(Things, "a");
            Assert.Equal(CacheOutcome.Miss, (await One.Client.GetAsync(Things, "a")).Outcome);
        }
    }

    [Fact]
    public async Task A_write_or_removal_of_this_process_is_seen_when_it_returns()
    {
        await One.Client.SetAsync(Things, "a", "one");
        await ServedAsync(One, "one");
        await One.Client.SetAsync(Things, "a", "two");
        Assert.Equal("two", (await One.Client.GetAsync(Things, "a")).Value);

        await ServedAsync(One, "two");
        await One.Client.DeleteAsync(Things, "a");
        Assert.Equal(CacheOutcome.Miss, (await One.Client.GetAsync(Things, "a")).Outcome);
    }

    [Fact]
    public async Task A_write_of_another_process_is_heard()
    {
        await One.Client.SetAsync(Things, "a", "one");
        await ServedAsync(One, "one");
        await Two.Client.SetAsync(Things, "a", "two");
        await ServedAsync(One, "two");
    }

    [Fact]
    public async Task Dependents_go_from_memory_with_what_they_were_made_from()
    {
        var parts = Keyspace.Create<string>("part", $"z{Guid.NewGuid():N}");
        Origin.Answer = _ => new("made of p", 0, [new(parts, "p")]);
        await GetAsync(One);
        await ServedAsync(One, "made of p");
        await ServedAsync(Two, "made of p");

        await One.InvalidateAsync(parts, "p");

        Assert.Equal(CacheOutcome.Miss, (await One.Client.GetAsync(Things, "a")).Outcome);
        await Eventually.AsyncThat("gone in the other process", async () => (await Two.Client.GetAsync(Things, "a")).Outcome is CacheOutcome.Miss);
    }

    [Fact]
    public async Task A_flush_of_the_node_empties_it()
    {
        await StoreAsync("one");
        await ServedAsync(One, "one");

        await (await Redis.NodesOfAsync(Keys.Value!))[0].ExecuteAsync("FLUSHALL");

        await Eventually.That("it was heard", () => One.L1.Emptied(L1ClearReason.Flushed) is > 0);

        await Eventually.AsyncThat("it is gone", async () => (await One.Client.GetAsync(Things, "a")).Outcome is CacheOutcome.Miss);
        await StoreAsync("two");
        await ServedAsync(One, "two");
    }

    [Fact]
    public async Task Switched_off_while_the_process_runs_it_is_empty_and_on_again_begins_anew()
    {
        await StoreAsync("one");
        await ServedAsync(One, "one");

        One.Change(($"{Section}:L1:Enabled", "false"));
        Assert.False((await One.Client.GetAsync(Things, "a")).FromL1);
        await Eventually.That("nothing is in memory", () => One.L1.All.Sum(store => store.Count) is 0 && !One.L1.IsArmed);

        await Two.Client.SetAsync(Things, "a", "two");
        One.Change(($"{Section}:L1:Enabled", "true"));
        await ServedAsync(One, "two");
    }

    [Fact]
    public async Task With_the_keyspace_switched_off_nothing_is_served_from_memory()
    {
        await StoreAsync("one");
        await ServedAsync(One, "one");
        One.Change(($"{Section}:ReadsEnabled", "false"));
        Assert.Equal(CacheOutcome.Bypass, (await One.Client.GetAsync(Things, "a")).Outcome);
        Assert.Equal(CacheOutcome.Bypass, (await One.Client.GetManyAsync(Things, ["a"]))[0].Outcome);
    }

    [Fact]
    public async Task A_smaller_cache_keeps_less()
    {
        One.Change(($"{Section}:L1:Capacity", "10"));
        for (var i = 0; i < 200; i++)
        {
            await One.Client.SetAsync(Things, $"{i}", "x");
        }

        await ServedAsync(One, "x", "0");
        await Eventually.AsyncThat("no more than ten", async () =>
        {
            await One.Client.GetManyAsync(Things, [.. Enumerable.Range(0, 200).Select(i => $"{i}")]);
            return One.L1.All.Sum(store => store.Count) is > 0 and <= 10;
        });
    }
}
