using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;

namespace CacheLayer.Tests.L1;

/// <summary>What is answered from memory, and what is not.</summary>
[Trait("Tier", "redis")]
public abstract class L1ReadTests(RedisFixture fixture) : L1Test(fixture)
{
    [Fact]
    public async Task A_hit_in_memory_sends_nothing_and_is_counted_as_one()
    {
        await StoreAsync("one");
        await ServedAsync(One, "one");
        var before = (Reads: await ReadsAsync(), Hits: Counts.L1Hits);

        var answer = One.Aside.GetOrFetchAsync(Things, "a", Origin);

        Assert.True(answer.IsCompletedSuccessfully);
        var read = await answer;
        Assert.Equal(("one", CacheOutcome.Hit, TimeSpan.Zero, true), (read.Value, read.Outcome, read.Latency, read.FromL1));
        Assert.Equal(before, (await ReadsAsync(), Counts.L1Hits - 1));
        Assert.True(Counts.Hits >= Counts.L1Hits);
    }

    [Fact]
    public async Task Reads_of_many_ask_only_for_what_is_not_in_memory()
    {
        await StoreAsync("one");
        await One.Client.SetAsync(Things, "b", "two");
        await ServedAsync(One, "one");

        var client = await One.Client.GetManyAsync(Things, ["b", "a", "c", "a"]);
        Assert.Equal(["two", "one", null, "one"], client.Select(read => read.Value));
        Assert.Equal([false, true, false, true], client.Select(read => read.FromL1));
        Assert.Equal(["b", "a", "c", "a"], client.Select(read => read.Id));

        await ServedAsync(One, "two", "b");
        var calls = await ReadsAsync();
        var aside = await One.Aside.GetManyOrFetchAsync(Things, ["a", "b"], Origin);
        Assert.All(aside, read => Assert.True(read.FromL1));
        Assert.Equal(calls, await ReadsAsync());
    }

    [Fact]
    public async Task A_batch_asks_only_for_what_is_not_in_memory()
    {
        await StoreAsync("one");
        await ServedAsync(One, "one");
        Origin.Answer = id => new($"value of {id}");

        var batch = One.Aside.Batch();
        var (missing, known, again) = (batch.GetOrFetch(Things, "c", Origin), batch.GetOrFetch(Things, "a", Origin), batch.GetOrFetch(Things, "a", Origin));
        await batch.ExecuteAsync();

        Assert.Equal(("value of c", false), (missing.Result.Value, missing.Result.FromL1));
        Assert.Equal(("one", true), (known.Result.Value, known.Result.FromL1));
        Assert.Equal(("one", true), (again.Result.Value, again.Result.FromL1));

        // What stores it reads as well.
        await Eventually.AsyncThat("what was fetched is stored", () => Redis.ExistsAsync($"{Things.Prefix}:c"));
        var calls = await ReadsAsync();
        var inMemory = One.Aside.Batch();
        var only = inMemory.GetOrFetch(Things, "a", Origin);
        Assert.True(inMemory.ExecuteAsync().IsCompletedSuccessfully);
        Assert.True(only.Result.FromL1);
        Assert.Equal(calls, await ReadsAsync());
    }

    [Fact]
    public async Task An_id_that_is_none_is_refused_as_without_memory()
    {
        await StoreAsync("one");
        await ServedAsync(One, "one");

        await Assert.ThrowsAsync<ArgumentException>(() => One.Client.GetAsync(Things, null!).AsTask());
        await Assert.ThrowsAsync<ArgumentException>(() => One.Client.GetAsync(Things, "").AsTask());
        var error = await Assert.ThrowsAsync<ArgumentException>(() => One.Client.GetManyAsync(Things, ["a", ""]).AsTask());
        Assert.Contains("ids[1]", error.Message);
    }

    [Fact]
    public async Task The_raw_view_has_its_own_values_and_the_same_changes()
    {
        await StoreAsync("one");
        await ServedAsync(One, "one");
        await Support.Eventually.AsyncThat("raw from memory", async () => (await One.Client.GetAsync(Things.Raw, "a")).FromL1);

        await Two.InvalidateAsync(Things, "a");

        await Support.Eventually.AsyncThat("neither is served", async () => (await One.Client.GetAsync(Things, "a")).Outcome is CacheOutcome.Miss
            && (await One.Client.GetAsync(Things.Raw, "a")).Outcome is CacheOutcome.Miss);
    }

    [Theory]
    [InlineData("a{b}c")]
    [InlineData("a}b")]
    [InlineData("a:b")]
    [InlineData("ä€𐍈")]
    public async Task A_change_is_understood_whatever_the_id(string id)
    {
        await One.Client.SetAsync(Things, id, "one");
        await ServedAsync(One, "one", id);

        await Two.InvalidateAsync(Things, id);

        await Support.Eventually.AsyncThat("it is not served", async () => (await One.Client.GetAsync(Things, id)).Outcome is CacheOutcome.Miss);
    }

    [Fact]
    public async Task An_entry_that_says_nothing_of_its_life_is_not_kept()
    {
        await using var without = await StartAsync();
        await without.Client.SetAsync(Things, "a", "one");
        await One.Client.SetAsync(Things, "b", "two");

        await ServedAsync(One, "two", "b");
        await One.Client.GetAsync(Things, "a");

        Assert.Equal((CacheOutcome.Hit, false), await OutcomeAsync("a"));
    }

    [Fact]
    public async Task What_Redis_has_let_go_of_is_not_served_any_longer()
    {
        await Support.Eventually.AsyncThat("it is served from memory", async () =>
        {
            await One.Client.SetAsync(Things, "a", "one", TimeSpan.FromSeconds(3));
            await One.Client.GetAsync(Things, "a");
            return await OutcomeAsync("a") is (CacheOutcome.Hit, true);
        });
        await Support.Eventually.AsyncThat("it has expired", async () => await OutcomeAsync("a") is (CacheOutcome.Miss, false));
    }

    private async Task<(CacheOutcome Outcome, bool FromL1)> OutcomeAsync(string id)
    {
        var read = await One.Client.GetAsync(Things, id);
        return (read.Outcome, read.FromL1);
    }
}
