using CacheLayer.Tests.L1;
using CacheLayer.Tests.Redis;

namespace CacheLayer.Tests.Aside;

/// <summary>Reads whose fetcher is a function.</summary>
[Trait("Tier", "redis")]
public sealed class FetchFunctionTests(RedisSingleFixture fixture) : L1Test(fixture), IClassFixture<RedisSingleFixture>
{
    [Fact]
    public async Task A_function_is_asked_for_what_is_missing_and_its_value_is_stored()
    {
        var read = await One.Aside.GetOrFetchAsync(Things, "a", async (id, ct) => (await Origin.FetchAsync(id, ct)).Value);
        Assert.Equal(("value of a", CacheOutcome.Miss, true), (read.Value, read.Outcome, read.IsBeingStored));

        await ServedAsync(Two, "value of a");
        Assert.Equal("value of a", (await Two.Aside.GetOrFetchAsync(Things, "a", static (_, _) => throw new InvalidOperationException("It is in the cache."))).Value);
        Assert.Equal(["a"], Origin.Calls);
    }

    [Fact]
    public async Task A_function_gets_its_state_and_says_version_and_life()
    {
        var read = await One.Aside.GetOrFetchAsync(Things, "a", Origin, static async (origin, id, ct) => (await origin.FetchAsync(id, ct)) with { Version = 7 });
        Assert.Equal("value of a", read.Value);
        await ServedAsync(One, "value of a");

        await One.InvalidateAsync(Things, "a", 7);
        Assert.True((await One.Client.GetAsync(Things, "a")).IsHit);
        await One.InvalidateAsync(Things, "a", 8);
        Assert.False((await One.Client.GetAsync(Things, "a")).IsHit);
    }

    [Fact]
    public async Task A_function_that_finds_nothing_says_null_and_one_that_throws_reaches_the_caller()
    {
        Assert.Null((await One.Aside.GetOrFetchAsync(Things, "none", static (_, _) => new((string?)null))).Value);
        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => One.Aside.GetOrFetchAsync(Things, "a", static (_, _) => throw new InvalidTimeZoneException()).AsTask());
    }

    [Fact]
    public async Task Many_and_a_batch_call_it_once_for_each_key_that_is_missing()
    {
        var many = await One.Aside.GetManyOrFetchAsync(Things, ["a", "b", "a"], Origin.FetchAsync);
        Assert.Equal(["value of a", "value of b", "value of a"], many.Select(read => read.Value));

        var batch = One.Aside.Batch();
        var (c, d) = (batch.GetOrFetch(Things, "c", Origin.FetchAsync), batch.GetOrFetch(Things, "d", static (id, _) => new(id)));
        await batch.ExecuteAsync();
        Assert.Equal(("value of c", "d"), (c.Result.Value, d.Result.Value));
        Assert.Equal(["a", "b", "c"], Origin.Calls.Order());
    }

    [Fact]
    public async Task A_hit_in_memory_allocates_nothing_for_it()
    {
        await StoreAsync("one");
        await ServedAsync(One, "one");
        Read();
        Read();

        var before = GC.GetAllocatedBytesForCurrentThread();
        var all = true;
        for (var i = 0; i < 1000; i++)
        {
            all &= Read();
        }

        // A fetcher for each would be 24 bytes at least.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1000);
        Assert.True(all);

        bool Read()
        {
            var plain = One.Aside.GetOrFetchAsync(Things, "a", static (_, _) => throw new InvalidOperationException());
            var stated = One.Aside.GetOrFetchAsync(Things, "a", Origin, static (_, _, _) => throw new InvalidOperationException());
            return plain.IsCompletedSuccessfully && stated.IsCompletedSuccessfully && plain.Result.FromL1 && stated.Result.FromL1;
        }
    }
}
