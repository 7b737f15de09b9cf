using CacheLayer.Adapters.Distributed;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;
using Microsoft.Extensions.Caching.Distributed;

namespace CacheLayer.Tests.Keyspaces;

/// <summary>Lives beyond all bounds, from wherever they come.</summary>
[Trait("Tier", "redis")]
public sealed class EntryLifeTests(RedisSingleFixture fixture) : IClassFixture<RedisSingleFixture>
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddYears(50);

    private readonly Keyspace<string> _things = Keyspace.Create<string>("thing", $"e{Guid.NewGuid():N}");

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task A_fetched_value_that_lives_for_ever_is_stored_for_the_longest_life_there_is(bool failSafe, bool depends)
    {
        await using var cache = await StartAsync(failSafe);
        var origin = new Origin { Answer = id => new($"value of {id}", Ttl: TimeSpan.MaxValue, DependsOn: depends ? [new(_things, "other")] : null) };

        Assert.True((await cache.Aside.GetOrFetchAsync(_things, "a", origin)).IsBeingStored);

        await Eventually.AsyncThat("it is stored", async () => (await cache.Client.GetAsync(_things, "a")).Value is "value of a");
        Assert.InRange((long)await fixture.Redis.ExecuteAsync("PTTL", $"{_things.Prefix}:a"), (long)TimeSpan.FromDays(3_000).TotalMilliseconds, (long)TimeSpan.FromDays(3_700).TotalMilliseconds);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(-1, false)]
    [InlineData(1, false)]
    [InlineData(0, true)]
    [InlineData(long.MinValue, true)]
    public async Task A_fetched_value_without_a_life_is_answered_and_not_stored(long ticks, bool failSafe)
    {
        await using var cache = await StartAsync(failSafe);
        var origin = new Origin { Answer = id => new($"value of {id}", Ttl: TimeSpan.FromTicks(ticks), DependsOn: [new(_things, "other")]) };

        var read = await cache.Aside.GetOrFetchAsync(_things, "a", origin);

        Assert.Equal(("value of a", CacheOutcome.Miss, false), (read.Value, read.Outcome, read.IsBeingStored));
        await Eventually.AsyncThat("no lease is left", async () => (await fixture.Redis.KeysAsync($"*{_things.Prefix}*")).Length is 0);
        Assert.Equal((0, 0), (cache.Statistics(_things).Errors, cache.Statistics(_things).Undecodable));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_set_for_ever_is_stored_for_the_longest_life_there_is(bool failSafe)
    {
        await using var cache = await StartAsync(failSafe);

        Assert.True(await cache.Client.SetAsync(_things, "a", "value", TimeSpan.MaxValue));
        Assert.True((await cache.Client.GetAsync(_things, "a")).IsHit);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>("ttl", () => cache.Client.SetAsync(_things, "a", "value", TimeSpan.Zero).AsTask());
    }

    [Fact]
    public void Options_of_a_distributed_cache_are_bounded_and_named_when_they_are_wrong()
    {
        Assert.InRange(Of(new() { AbsoluteExpirationRelativeToNow = TimeSpan.MaxValue }).Ttl.TotalDays, 3_000, 3_700);
        Assert.InRange(Of(new() { AbsoluteExpiration = DateTimeOffset.MaxValue }).Ttl.TotalDays, 3_000, 3_700);
        Assert.InRange(Of(new() { SlidingExpiration = TimeSpan.MaxValue }).Ttl.TotalDays, 3_000, 3_700);
        Assert.InRange(Of(new() { SlidingExpiration = TimeSpan.MaxValue, AbsoluteExpirationRelativeToNow = TimeSpan.MaxValue }).Ttl.TotalDays, 3_000, 3_700);
        Assert.Equal(TimeSpan.FromMilliseconds(1), Of(new() { AbsoluteExpirationRelativeToNow = TimeSpan.FromTicks(1) }).Ttl);
        foreach (var past in new[] { Now, Now.AddSeconds(-1), DateTimeOffset.MinValue })
        {
            var error = Assert.Throws<ArgumentOutOfRangeException>("AbsoluteExpiration", () => Of(new() { AbsoluteExpiration = past }));
            Assert.Contains("in the future", error.Message);
        }

        static DistributedLife Of(DistributedCacheEntryOptions options) => DistributedLife.Of(options, TimeSpan.FromMinutes(5), Now);
    }

    private Task<CacheProcess> StartAsync(bool failSafe)
        => CacheProcess.StartAsync(fixture.Redis.ConnectionString, null, [.. CacheProcess.Patient, .. failSafe ? [("CacheLayer:Keyspaces:thing:FailSafeMaxStale", "01:00:00")] : Array.Empty<(string, string)>()]);
}
