using CacheLayer.Scripts;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;
using MessagePack;

namespace CacheLayer.Tests.BadInput;

/// <summary>Fetchers that do what they must not.</summary>
[Trait("Tier", "redis")]
public sealed class BadFetcherTests(RedisSingleFixture fixture) : IClassFixture<RedisSingleFixture>
{
    private readonly Keyspace<string> _things = Keyspace.Create<string>("thing", $"f{Guid.NewGuid():N}");
    private readonly Origin _origin = new();

    [Fact]
    public async Task One_that_throws_fails_its_callers_and_the_next_one_fetches_again()
    {
        await using var cache = await StartAsync();
        _origin.Answer = _ => throw new InvalidOperationException("origin");

        Assert.Equal("origin", (await Assert.ThrowsAsync<InvalidOperationException>(() => GetAsync(cache, "a"))).Message);
        Assert.Equal(CacheOutcome.Failed, (await cache.Aside.GetManyOrFetchAsync(_things, ["b"], _origin))[0].Outcome);
        Assert.Equal(2, cache.Statistics(_things).FailedFetches);

        _origin.Answer = id => new($"value of {id}");
        Assert.Equal("value of a", (await GetAsync(cache, "a")).Value);
        await StoredAsync(cache, "a");
    }

    [Fact]
    public async Task One_that_hangs_fails_its_callers_after_the_timeout_and_holds_up_nobody_after_them()
    {
        await using var cache = await StartAsync(("FetchTimeout", "00:00:00.1"));
        _origin.Hold("a");

        var error = await Assert.ThrowsAsync<TimeoutException>(() => GetAsync(cache, "a"));

        Assert.Contains("'thing'", error.Message);
        Assert.Equal(1, cache.Statistics(_things).FailedFetches);
        Assert.Equal("value of a", (await GetAsync(cache, "a")).Value);
        await StoredAsync(cache, "a");
    }

    [Fact]
    public async Task One_that_hangs_and_does_not_heed_its_token_gives_its_place_to_the_next()
    {
        await using var cache = await StartAsync(("FetchTimeout", "00:00:00.1"), ("MaxConcurrentFetches", "1"), ("MaxQueuedFetches", "0"));

        await Assert.ThrowsAsync<TimeoutException>(() => GetAsync(cache, "a", new DeafFetcher()));

        await Eventually.AsyncThat("its place is free again", async () => (await GetAsync(cache, "b")).Value is "value of b");
    }

    [Fact]
    public async Task A_bulk_one_that_hangs_fails_its_keys_alone()
    {
        await using var cache = await StartAsync(("FetchTimeout", "00:00:00.1"));
        await cache.Client.SetAsync(_things, "hit", "stored");
        var never = new TaskCompletionSource<IReadOnlyDictionary<string, Fetched<string>>>();

        var reads = await cache.Aside.GetManyOrFetchAsync(_things, ["hit", "a", "b"], new BulkFetcher(_ => never.Task));

        Assert.Equal([CacheOutcome.Hit, CacheOutcome.Failed, CacheOutcome.Failed], reads.Select(read => read.Outcome));
        Assert.All(reads[1..], read => Assert.IsType<TimeoutException>(read.Error));
        Assert.Equal(2, cache.Statistics(_things).FailedFetches);
    }

    [Fact]
    public async Task One_that_answers_too_few_and_what_nobody_asked_for_is_taken_at_its_word()
    {
        await using var cache = await StartAsync();
        var fetcher = new BulkFetcher(_ => Task.FromResult<IReadOnlyDictionary<string, Fetched<string>>>(new Dictionary<string, Fetched<string>>
        {
            ["a"] = new("one"),
            ["b"] = new(null),
            ["stranger"] = new("two"),
            [""] = new("three"),
        }));

        var reads = await cache.Aside.GetManyOrFetchAsync(_things, ["a", "b", "c"], fetcher);

        Assert.Equal(["one", null, null], reads.Select(read => read.Value));
        Assert.All(reads, read => Assert.Equal(CacheOutcome.Miss, read.Outcome));
        Assert.Equal((2, 2, 0), (cache.Statistics(_things).AbsentValues, cache.Statistics(_things).UnaskedValues, cache.Statistics(_things).FailedFetches));
        await StoredAsync(cache, "a");
        Assert.Equal(CacheOutcome.Miss, (await cache.Client.GetAsync(_things, "stranger")).Outcome);
    }

    [Fact]
    public async Task One_that_answers_null_in_place_of_its_answers_fails_its_keys()
    {
        await using var cache = await StartAsync();

        var reads = await cache.Aside.GetManyOrFetchAsync(_things, ["a", "b"], new BulkFetcher(_ => Task.FromResult<IReadOnlyDictionary<string, Fetched<string>>>(null!)));

        Assert.All(reads, read => Assert.Contains("answered null", Assert.IsType<InvalidOperationException>(read.Error).Message));
        Assert.Equal(2, cache.Statistics(_things).FailedFetches);
    }

    [Fact]
    public async Task A_value_that_names_an_impossible_dependency_is_answered_and_not_stored()
    {
        await using var cache = await StartAsync();
        _origin.Answer = id => new($"value of {id}", DependsOn: [new(_things, "")]);

        Assert.Equal("value of a", (await GetAsync(cache, "a")).Value);
        await Eventually.That("it is counted", () => cache.Statistics(_things).RefusedFills is 1);
        await NothingIsLeftAsync("a");
    }

    [Fact]
    public async Task A_value_that_may_not_live_is_answered_and_not_stored()
    {
        await using var cache = await StartAsync();
        _origin.Answer = id => new($"value of {id}", Ttl: TimeSpan.Zero);

        var read = await GetAsync(cache, "a");

        Assert.Equal(("value of a", false), (read.Value, read.IsBeingStored));
        await NothingIsLeftAsync("a");
        Assert.Equal(0, cache.Statistics(_things).Errors);
    }

    [Fact]
    public async Task A_negative_version_is_older_than_any_and_not_stored()
    {
        await using var cache = await StartAsync();
        _origin.Answer = id => new($"value of {id}", Version: -1);

        Assert.Equal("value of a", (await GetAsync(cache, "a")).Value);
        await Eventually.That("it is counted", () => cache.Statistics(_things).RefusedFills is 1);
        await NothingIsLeftAsync("a");
    }

    [Fact]
    public async Task A_value_that_cannot_be_serialised_is_answered_and_not_stored()
    {
        await using var cache = await StartAsync();
        var things = Keyspace.Create<Opaque>(_things.Name, _things.Prefix);

        Assert.NotNull((await cache.Aside.GetOrFetchAsync(things, "a", new OpaqueFetcher())).Value);
        await Eventually.That("it is counted", () => cache.Statistics(things).RefusedFills is 1);
        await NothingIsLeftAsync("a");
        await Assert.ThrowsAsync<MessagePackSerializationException>(() => cache.Client.SetAsync(things, "a", new()).AsTask());
    }

    private Task<CacheProcess> StartAsync(params (string Name, string Value)[] settings)
        => CacheProcess.StartAsync(fixture.Redis.ConnectionString, null, [.. CacheProcess.Patient, .. settings.Select(s => ($"CacheLayer:Keyspaces:thing:{s.Name}", s.Value))]);

    private Task<CacheRead<string>> GetAsync(CacheProcess cache, string id, Fetcher<string>? fetcher = null)
        => cache.Aside.GetOrFetchAsync(_things, id, fetcher ?? _origin).AsTask();

    private Task StoredAsync(CacheProcess cache, string id) => Eventually.AsyncThat($"{id} is stored", async () => (await cache.Client.GetAsync(_things, id)).IsHit);

    private Task NothingIsLeftAsync(string id)
    {
        var keys = KeyLayout.Entry(_things, id);
        return Eventually.AsyncThat("neither value nor lease is left", async () => (long)await fixture.Redis.Nodes[0].ExecuteAsync("EXISTS", keys.Value, (string)keys.Lease!) is 0);
    }

    private sealed class Opaque
    {
        public Opaque Self => this;
    }

    private sealed class OpaqueFetcher : Fetcher<Opaque>
    {
        public override ValueTask<Fetched<Opaque>> FetchAsync(string id, CancellationToken cancellationToken) => new(new Fetched<Opaque>(new()));
    }

    private sealed class DeafFetcher : Fetcher<string>
    {
        public override async ValueTask<Fetched<string>> FetchAsync(string id, CancellationToken cancellationToken)
            => await new TaskCompletionSource<Fetched<string>>().Task;
    }

    private sealed class BulkFetcher(Func<IReadOnlyList<string>, Task<IReadOnlyDictionary<string, Fetched<string>>>> answer) : Fetcher<string>
    {
        public override bool FetchesMany => true;

        public override ValueTask<Fetched<string>> FetchAsync(string id, CancellationToken cancellationToken) => throw new NotSupportedException("A batch fetches in bulk.");

        public override async ValueTask<IReadOnlyDictionary<string, Fetched<string>>> FetchManyAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken)
            => await answer(ids);
    }
}
