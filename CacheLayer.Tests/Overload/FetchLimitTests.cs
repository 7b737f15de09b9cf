using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;

namespace CacheLayer.Tests.Overload;

[Trait("Tier", "redis")]
public sealed class FetchLimitTests(RedisSingleFixture fixture) : IClassFixture<RedisSingleFixture>
{
    private readonly Keyspace<string> _things = Keyspace.Create<string>("thing", $"l{Guid.NewGuid():N}");
    private readonly Origin _origin = new();

    [Fact]
    public async Task Fetches_beyond_those_under_way_and_waiting_fail_at_once_and_leave_no_lease()
    {
        await using var cache = await StartAsync(("MaxConcurrentFetches", "1"), ("MaxQueuedFetches", "1"), ("MaxFetchWait", "00:01:00"));
        var gate = _origin.Hold("a");
        var underWay = GetAsync(cache, "a");
        await _origin.CalledAsync("a");
        var others = new[] { GetAsync(cache, "b"), GetAsync(cache, "c") };
        var refused = await Task.WhenAny(others);

        await Assert.ThrowsAsync<OriginOverloadedException>(() => refused);
        Assert.Equal(1, cache.Statistics(_things).RefusedFetches);
        gate.SetResult(new("one"));
        Assert.Equal("one", (await underWay).Value);
        Assert.StartsWith("value of", (await others.Single(other => other != refused)).Value, StringComparison.Ordinal);
        await Eventually.AsyncThat("the refused key is filled by the next who asks", async () =>
            (await GetAsync(cache, "b")).IsHit && (await GetAsync(cache, "c")).IsHit);
    }

    [Fact]
    public async Task A_fetch_does_not_wait_for_its_turn_for_ever()
    {
        await using var cache = await StartAsync(("MaxConcurrentFetches", "1"), ("MaxFetchWait", "00:00:00.05"));
        var gate = _origin.Hold("a");
        var underWay = GetAsync(cache, "a");
        await _origin.CalledAsync("a");

        await Assert.ThrowsAsync<OriginOverloadedException>(() => GetAsync(cache, "b"));
        gate.SetResult(new("one"));
        await underWay;
    }

    [Fact]
    public async Task A_fetch_that_reads_other_keys_of_its_keyspace_does_not_wait_for_itself()
    {
        await using var cache = await StartAsync(("MaxConcurrentFetches", "1"), ("MaxQueuedFetches", "0"));
        var nested = new NestedOrigin(id => GetAsync(cache, $"{id} of {id}"));

        Assert.Equal("value of a of a", (await cache.Aside.GetOrFetchAsync(_things, "a", nested)).Value);
    }

    [Fact]
    public async Task What_a_fetch_leaves_running_waits_for_its_turn_when_the_fetch_is_over()
    {
        await using var cache = await StartAsync(("MaxConcurrentFetches", "1"), ("MaxQueuedFetches", "0"));
        var left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<CacheRead<string>>? later = null;
        var nested = new NestedOrigin(_ =>
        {
            later = LaterAsync();
            return Task.FromResult(default(CacheRead<string>));
        });
        await cache.Aside.GetOrFetchAsync(_things, "a", nested);
        var gate = _origin.Hold("b");
        var underWay = GetAsync(cache, "b");
        await _origin.CalledAsync("b");
        left.SetResult();

        await Assert.ThrowsAsync<OriginOverloadedException>(() => later!);
        gate.SetResult(new("one"));
        await underWay;

        async Task<CacheRead<string>> LaterAsync()
        {
            await left.Task;
            return await GetAsync(cache, "c");
        }
    }

    [Fact]
    public async Task In_a_batch_only_the_keys_whose_fetch_is_refused_fail()
    {
        await using var cache = await StartAsync(("MaxConcurrentFetches", "1"), ("MaxQueuedFetches", "0"));
        await GetAsync(cache, "hit");
        await Eventually.AsyncThat("it is stored", async () => (await GetAsync(cache, "hit")).IsHit);
        var gate = _origin.Hold("a");
        var underWay = GetAsync(cache, "a");
        await _origin.CalledAsync("a");

        var reads = await cache.Aside.GetManyOrFetchAsync(_things, ["hit", "b"], _origin);

        Assert.Equal([CacheOutcome.Hit, CacheOutcome.Failed], reads.Select(read => read.Outcome));
        Assert.IsType<OriginOverloadedException>(reads[1].Error);
        gate.SetResult(new("one"));
        await underWay;
    }

    [Fact]
    public async Task Without_Redis_the_limit_holds_too()
    {
        await using var redis = RedisReplicaSet.CreateSingle();
        await using var cache = await StartAsync(redis.ConnectionString, ("MaxConcurrentFetches", "1"), ("MaxQueuedFetches", "0"));
        var gate = _origin.Hold("a");
        var underWay = GetAsync(cache, "a");
        await _origin.CalledAsync("a");

        await Assert.ThrowsAsync<OriginOverloadedException>(() => GetAsync(cache, "b"));
        gate.SetResult(new("one"));
        Assert.Equal(CacheOutcome.Bypass, (await underWay).Outcome);
    }

    private Task<CacheProcess> StartAsync(params (string Name, string Value)[] settings) => StartAsync(fixture.Redis.ConnectionString, settings);

    private static Task<CacheProcess> StartAsync(string redis, params (string Name, string Value)[] settings)
        => CacheProcess.StartAsync(redis, null, Array.ConvertAll(settings, s => ($"CacheLayer:Keyspaces:thing:{s.Name}", s.Value)));

    private Task<CacheRead<string>> GetAsync(CacheProcess cache, string id) => cache.Aside.GetOrFetchAsync(_things, id, _origin).AsTask();

    private sealed class NestedOrigin(Func<string, Task<CacheRead<string>>> read) : Fetcher<string>
    {
        public override async ValueTask<Fetched<string>> FetchAsync(string id, CancellationToken cancellationToken) => new((await read(id)).Value);
    }
}
