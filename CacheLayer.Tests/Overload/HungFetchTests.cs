using System.Collections.Concurrent;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace CacheLayer.Tests.Overload;

/// <summary>Fetches that ignore their token: they are given up, and hold up nobody but their own key.</summary>
[Trait("Tier", "redis")]
public sealed class HungFetchTests(RedisSingleFixture fixture) : IClassFixture<RedisSingleFixture>
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private readonly Keyspace<string> _things = Keyspace.Create<string>("thing", $"u{Guid.NewGuid():N}");
    private readonly FakeTimeProvider _time = new();
    private readonly DeafOrigin _deaf = new();
    private int _abandoned;

    [Fact]
    public async Task They_give_their_places_back_are_counted_logged_and_seen_in_health()
    {
        await using var cache = await StartAsync(("MaxConcurrentFetches", "2"), ("MaxQueuedFetches", "0"));
        await AbandonAsync(cache, "a");
        await AbandonAsync(cache, "b");

        Assert.Equal("value of c", (await GetAsync(cache, "c", new Origin())).Value);
        var line = Assert.Single(cache.Logs.GetSnapshot(), record => record.Message.Contains("ignores its cancellation token", StringComparison.Ordinal));
        Assert.Equal(LogLevel.Warning, line.Level);
        Assert.Contains("thing", line.Message, StringComparison.Ordinal);
        var health = await HealthAsync(cache);
        Assert.Equal((HealthStatus.Degraded, "2 fetches of 'thing' that got no answer ignore their cancellation and still run."), (health.Status, health.Description));

        _deaf.Release();
        await Eventually.AsyncThat("they have ended", async () => (await HealthAsync(cache)).Status is HealthStatus.Healthy);
    }

    [Fact]
    public async Task A_key_whose_fetch_hangs_is_not_fetched_again_and_again()
    {
        await using var cache = await StartAsync();
        await AbandonAsync(cache, "a");
        for (var i = 0; i < 20; i++)
        {
            await Assert.ThrowsAsync<OriginOverloadedException>(() => GetAsync(cache, "a", _deaf));
        }

        Assert.Single(_deaf.Calls);
        Assert.Equal("value of b", (await GetAsync(cache, "b", new Origin())).Value);

        // It rests as long as it was waited for, and twice as long the next time.
        _time.Advance(Timeout);
        await AbandonAsync(cache, "a", 2);
        _time.Advance(Timeout);
        await Assert.ThrowsAsync<OriginOverloadedException>(() => GetAsync(cache, "a", _deaf));
        _time.Advance(Timeout);
        Assert.Equal("value of a", (await GetAsync(cache, "a", new Origin())).Value);
    }

    [Fact]
    public async Task When_too_many_hang_the_origin_is_tried_once_a_second_and_all_are_served_as_soon_as_it_answers()
    {
        await using var cache = await StartAsync(("MaxAbandonedFetches", "3"));
        foreach (var id in new[] { "a", "b", "c" })
        {
            await AbandonAsync(cache, id);
        }

        await Assert.ThrowsAsync<OriginOverloadedException>(() => GetAsync(cache, "d", _deaf));
        Assert.Equal(3, _deaf.Calls.Count);
        Assert.Contains("The origin does not answer", (await HealthAsync(cache)).Description, StringComparison.Ordinal);

        _time.Advance(TimeSpan.FromSeconds(1));
        foreach (var id in new[] { "d", "e", "f" })
        {
            Assert.Equal($"value of {id}", (await GetAsync(cache, id, new Origin())).Value);
        }
    }

    [Fact]
    public async Task A_bulk_call_that_hangs_costs_its_keys_no_more_than_being_fetched_alone()
    {
        await using var cache = await StartAsync();
        var bulk = new DeafOrigin { FetchesManyAtOnce = true };
        var reads = cache.Aside.GetManyOrFetchAsync(_things, ["a", "b"], bulk).AsTask();
        await Eventually.That("it is called", () => bulk.Calls.Count is 1);
        _time.Advance(Timeout);
        Assert.All(await reads, read => Assert.IsType<TimeoutException>(read.Error));
        await GivenUpAsync(cache, 1);

        var healed = new DeafOrigin { FetchesManyAtOnce = true, Answers = true };
        Assert.Equal(["value of a", "value of b"], (await cache.Aside.GetManyOrFetchAsync(_things, ["a", "b"], healed)).Select(read => read.Value));
        Assert.Equal(["a", "b"], healed.Calls.Order());
    }

    [Fact]
    public async Task An_origin_that_fails_for_want_of_an_answer_is_seen_in_health_until_it_answers()
    {
        await using var cache = await StartAsync();
        var origin = new Origin { Answer = _ => throw new HttpRequestException("refused") };
        foreach (var id in new[] { "a", "b", "c" })
        {
            await Assert.ThrowsAsync<HttpRequestException>(() => GetAsync(cache, id, origin));
        }

        var health = await HealthAsync(cache);
        Assert.Equal((HealthStatus.Degraded, "The origin does not answer: the last 3 fetches of 'thing' got no answer."), (health.Status, health.Description));

        origin.Answer = _ => throw new InvalidOperationException("an answer, if a bad one");
        await Assert.ThrowsAsync<InvalidOperationException>(() => GetAsync(cache, "a", origin));
        Assert.Equal(HealthStatus.Healthy, (await HealthAsync(cache)).Status);
    }

    private Task<CacheProcess> StartAsync(params (string Name, string Value)[] settings)
        => CacheProcess.StartAsync(fixture.Redis.ConnectionString, _time, [.. CacheProcess.Patient, .. settings.Select(s => ($"CacheLayer:Keyspaces:thing:{s.Name}", s.Value))]);

    private Task<CacheRead<string>> GetAsync(CacheProcess cache, string id, Fetcher<string> fetcher) => cache.Aside.GetOrFetchAsync(_things, id, fetcher).AsTask();

    private static async Task<HealthReportEntry> HealthAsync(CacheProcess cache)
        => (await cache.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries["CacheLayer"];

    private async Task AbandonAsync(CacheProcess cache, string id, int times = 1)
    {
        var read = GetAsync(cache, id, _deaf);
        await Eventually.That("it is called", () => _deaf.Calls.Count(call => call == id) == times);
        _time.Advance(Timeout);
        await Assert.ThrowsAsync<TimeoutException>(() => read);
        await GivenUpAsync(cache, ++_abandoned);
    }

    private Task GivenUpAsync(CacheProcess cache, long abandoned) => Eventually.That("it is given up", () =>
    {
        _time.Advance(Grace);
        return cache.Statistics(_things).AbandonedFetches == abandoned;
    });

    private sealed class DeafOrigin : Fetcher<string>
    {
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool FetchesManyAtOnce { get; init; }

        public bool Answers { get; init; }

        public ConcurrentQueue<string> Calls { get; } = new();

        public override bool FetchesMany => FetchesManyAtOnce;

        public void Release() => _released.SetResult();

        public override async ValueTask<Fetched<string>> FetchAsync(string id, CancellationToken cancellationToken)
        {
            Calls.Enqueue(id);
            await (Answers ? Task.CompletedTask : _released.Task);
            return new($"value of {id}");
        }

        public override async ValueTask<IReadOnlyDictionary<string, Fetched<string>>> FetchManyAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken)
        {
            Calls.Enqueue(string.Join(',', ids));
            await _released.Task;
            return new Dictionary<string, Fetched<string>>();
        }
    }
}
