using CacheLayer.Scripts;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;

namespace CacheLayer.Tests.Aside;

/// <summary>The interleavings of read, fetch, invalidation and fill, each driven step by step.</summary>
[Trait("Tier", "redis")]
public abstract class FillRaceTests(RedisFixture fixture) : IAsyncLifetime
{
    private readonly Keyspace<string> _things = Keyspace.Create<string>("thing", $"f{Guid.NewGuid():N}");
    private readonly Origin _origin = new();
    private CacheProcess _one = null!;
    private CacheProcess _two = null!;

    private RedisServers Redis => fixture.Servers;

    private EntryKeys Keys => KeyLayout.Entry(_things, "a");

    public async Task InitializeAsync()
    {
        // Patience that no slow machine outlasts: what ends a wait here is always an event.
        (string, string)[] settings =
            [("CacheLayer:Keyspaces:thing:OriginLatency", "00:01:00"), ("CacheLayer:Keyspaces:thing:LeaseTtl", "00:05:00"), .. CacheProcess.Patient];
        _one = await CacheProcess.StartAsync(Redis.ConnectionString, null, settings);
        _two = await CacheProcess.StartAsync(Redis.ConnectionString, null, settings);
    }

    public async Task DisposeAsync()
    {
        await _one.DisposeAsync();
        await _two.DisposeAsync();
    }

    [Fact]
    public async Task A_missing_value_is_fetched_once_and_stored()
    {
        var miss = await GetAsync(_one);
        await StoredAsync();
        var hit = await GetAsync(_one);

        Assert.Equal(("value of a", CacheOutcome.Miss), (miss.Value, miss.Outcome));
        Assert.Equal(("value of a", CacheOutcome.Hit), (hit.Value, hit.Outcome));
        Assert.Single(_origin.Calls);
        Assert.False(await ExistsAsync(Keys.Lease!));
    }

    [Fact]
    public async Task A_fill_that_comes_after_an_invalidation_is_refused()
    {
        var gate = _origin.Hold("a");
        var reading = GetAsync(_one);
        await _origin.CalledAsync("a");

        await _two.InvalidateAsync(_things, "a");
        gate.SetResult(new("old"));

        Assert.Equal("old", (await reading).Value);
        await Eventually.That("the fill is refused", () => _one.Statistics(_things).RefusedFills is 1);
        Assert.False(await ExistsAsync(Keys.Value));
    }

    [Fact]
    public async Task A_fill_that_comes_after_an_invalidation_and_another_fetch_does_not_break_that_ones_lease()
    {
        var (first, second) = (_origin.Hold("a"), _origin.Hold("a"));
        var early = GetAsync(_one);
        await _origin.CalledAsync("a");
        await _two.InvalidateAsync(_things, "a");
        var late = GetAsync(_two);
        await _origin.CalledAsync("a", times: 2);

        first.SetResult(new("old"));
        Assert.Equal("old", (await early).Value);
        await Eventually.That("the fill is refused", () => _one.Statistics(_things).RefusedFills is 1);
        Assert.True(await ExistsAsync(Keys.Lease!));

        second.SetResult(new("new"));
        Assert.Equal("new", (await late).Value);
        await StoredAsync();
        Assert.Equal("new", (await GetAsync(_one)).Value);
    }

    [Fact]
    public async Task Who_reads_after_an_invalidation_never_gets_what_was_fetched_before_it()
    {
        var (first, second) = (_origin.Hold("a"), _origin.Hold("a"));
        var early = GetAsync(_one);
        await _origin.CalledAsync("a");
        await _two.InvalidateAsync(_things, "a");

        // In the same process: it joins the fetch under way, and must find out that this one is too old.
        var late = GetAsync(_one);
        first.SetResult(new("old"));
        Assert.Equal("old", (await early).Value);
        await _origin.CalledAsync("a", times: 2);
        second.SetResult(new("new"));

        Assert.Equal("new", (await late).Value);
    }

    [Fact]
    public async Task Who_reads_while_a_fetch_is_under_way_shares_it()
    {
        var gate = _origin.Hold("a");
        var first = GetAsync(_one);
        await _origin.CalledAsync("a");
        var others = Enumerable.Range(0, 100).Select(_ => GetAsync(_one)).ToList();
        gate.SetResult(new("one"));

        Assert.Equal("one", (await first).Value);
        Assert.All(await Task.WhenAll(others), read => Assert.Equal("one", read.Value));
        Assert.Single(_origin.Calls);
    }

    [Fact]
    public async Task Two_processes_fetch_a_cold_key_once()
    {
        var gate = _origin.Hold("a");
        var first = GetAsync(_one);
        await _origin.CalledAsync("a");
        var second = GetAsync(_two);
        await Eventually.AsyncThat("the second process asks for the lease, too", async () => await EvaluationsAsync() >= 2);
        gate.SetResult(new("one"));

        Assert.Equal("one", (await first).Value);
        Assert.Equal("one", (await second).Value);
        Assert.Single(_origin.Calls);
    }

    [Fact]
    public async Task When_the_other_process_brings_nothing_the_one_that_waits_fetches_at_once()
    {
        var gate = _origin.Hold("a");
        var first = GetAsync(_one);
        await _origin.CalledAsync("a");
        var second = GetAsync(_two);
        await Eventually.AsyncThat("the second process asks for the lease, too", async () => await EvaluationsAsync() >= 2);
        gate.SetException(new InvalidOperationException("origin"));

        await Assert.ThrowsAsync<InvalidOperationException>(() => first);
        Assert.Equal("value of a", (await second).Value);
        await StoredAsync();
    }

    [Fact]
    public async Task When_the_other_process_takes_too_long_the_value_is_fetched_and_not_stored()
    {
        await using var impatient = await CacheProcess.StartAsync(Redis.ConnectionString, null, ("CacheLayer:Keyspaces:thing:FillWaitFactor", "0"));
        await Redis.ExecuteAsync("SET", (string)Keys.Lease!, "a process that died");

        var read = await GetAsync(impatient);

        Assert.Equal(("value of a", CacheOutcome.Miss), (read.Value, read.Outcome));
        await impatient.StopAsync();
        Assert.False(await ExistsAsync(Keys.Value));
        Assert.Equal("a process that died", await Redis.GetAsync(Keys.Lease!));
        Assert.Equal(0, impatient.Statistics(_things).RefusedFills);
    }

    [Fact]
    public async Task A_version_below_the_watermark_is_answered_and_not_stored()
    {
        await _two.InvalidateAsync(_things, "a", version: 9_007_199_254_740_993);
        _origin.Answer = _ => new("old", Version: 9_007_199_254_740_992);

        Assert.Equal("old", (await GetAsync(_one)).Value);
        await Eventually.That("the fill is refused", () => _one.Statistics(_things).RefusedFills is 1);
        Assert.False(await ExistsAsync(Keys.Value));

        _origin.Answer = _ => new("new", Version: 9_007_199_254_740_993);
        await Eventually.AsyncThat("the new version is fetched", async () => (await GetAsync(_one)).Value is "new");
        await StoredAsync();
    }

    [Fact]
    public async Task A_watermark_that_rises_during_the_fetch_refuses_the_fill()
    {
        var gate = _origin.Hold("a");
        var reading = GetAsync(_one);
        await _origin.CalledAsync("a");
        var lease = await Redis.GetAsync(Keys.Lease!);
        await _two.InvalidateAsync(_things, "a", version: 10);

        // As if the lease had survived.
        await Redis.ExecuteAsync("SET", (string)Keys.Lease!, lease!);
        gate.SetResult(new("old", Version: 9));

        await reading;
        await Eventually.That("the fill is refused", () => _one.Statistics(_things).RefusedFills is 1);
        Assert.False(await ExistsAsync(Keys.Value));
    }

    [Fact]
    public async Task An_older_invalidation_never_lowers_the_watermark()
    {
        await _two.InvalidateAsync(_things, "a", version: 10);
        await _two.InvalidateAsync(_things, "a", version: 9);
        await _two.InvalidateAsync(_things, "a");

        Assert.Equal("10", await Redis.GetAsync(Keys.Watermark!));
    }

    [Fact]
    public async Task A_set_during_a_fetch_is_not_overwritten_by_it()
    {
        var gate = _origin.Hold("a");
        var reading = GetAsync(_one);
        await _origin.CalledAsync("a");
        await _two.Client.SetAsync(_things, "a", "pushed");
        gate.SetResult(new("fetched"));

        await reading;
        await Eventually.That("the fill is refused", () => _one.Statistics(_things).RefusedFills is 1);
        Assert.Equal("pushed", (await GetAsync(_one)).Value);
    }

    [Fact]
    public async Task Null_is_answered_and_not_stored_and_leaves_no_lease()
    {
        _origin.Answer = _ => default;

        var read = await GetAsync(_one);

        Assert.Equal((null, CacheOutcome.Miss), (read.Value, read.Outcome));
        await Eventually.AsyncThat("the lease is released", async () => !await ExistsAsync(Keys.Lease!));
        Assert.False(await ExistsAsync(Keys.Value));
    }

    [Fact]
    public async Task A_fetch_that_throws_reaches_its_callers_and_leaves_no_lease()
    {
        var gate = _origin.Hold("a");
        var first = GetAsync(_one);
        await _origin.CalledAsync("a");
        var joined = GetAsync(_one);
        var other = _one.Aside.GetOrFetchAsync(_things, "b", _origin).AsTask();
        gate.SetException(new InvalidOperationException("origin"));

        await Assert.ThrowsAsync<InvalidOperationException>(() => first);
        try
        {
            // It may have come in time to share the failed fetch, or too late.
            Assert.Equal("value of a", (await joined).Value);
        }
        catch (InvalidOperationException e)
        {
            Assert.Equal("origin", e.Message);
        }

        Assert.Equal("value of b", (await other).Value);
        await Eventually.AsyncThat("the lease is released", async () => !await ExistsAsync(Keys.Lease!));
    }

    [Fact]
    public async Task A_caller_that_gives_up_cancels_nobody_else_and_leaves_no_lease()
    {
        var gate = _origin.Hold("a");
        using var impatient = new CancellationTokenSource();
        var first = _one.Aside.GetOrFetchAsync(_things, "a", _origin, impatient.Token).AsTask();
        await _origin.CalledAsync("a");
        var second = GetAsync(_one);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        gate.SetResult(new("one"));

        Assert.Equal("one", (await second).Value);
        await StoredAsync();
        Assert.Single(_origin.Calls);
        Assert.False(await ExistsAsync(Keys.Lease!));
    }

    [Fact]
    public async Task When_every_caller_gives_up_the_value_is_stored_all_the_same()
    {
        var gate = _origin.Hold("a");
        using var impatient = new CancellationTokenSource();
        var only = _one.Aside.GetOrFetchAsync(_things, "a", _origin, impatient.Token).AsTask();
        await _origin.CalledAsync("a");
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => only);
        gate.SetResult(new("one"));

        await StoredAsync();
        Assert.Equal(CacheOutcome.Hit, (await GetAsync(_two)).Outcome);
    }

    [Fact]
    public async Task An_undecodable_entry_is_fetched_anew_and_replaced()
    {
        await Redis.ExecuteAsync("SET", Keys.Value, "not an entry");

        Assert.Equal("value of a", (await GetAsync(_one)).Value);
        await Eventually.AsyncThat("the value is stored", async () => (await _two.Client.GetAsync(_things, "a")).IsHit);
        Assert.Equal(1, _one.Statistics(_things).Undecodable);
    }

    [Fact]
    public async Task Scripts_that_were_flushed_are_loaded_again()
    {
        var gate = _origin.Hold("a");
        var reading = GetAsync(_one);
        await _origin.CalledAsync("a");
        await Redis.EverywhereAsync("SCRIPT", "FLUSH");
        gate.SetResult(new("one"));

        Assert.Equal("one", (await reading).Value);
        await StoredAsync();
        Assert.Equal(0, _one.Statistics(_things).Errors);
    }

    [Fact]
    public async Task A_value_over_the_size_limit_is_answered_and_not_stored()
    {
        await using var small = await CacheProcess.StartAsync(Redis.ConnectionString, null, ("CacheLayer:Keyspaces:thing:MaxEntryBytes", "100"));
        _origin.Answer = _ => new(new string('x', 100));

        Assert.Equal(100, (await GetAsync(small)).Value!.Length);
        await Eventually.That("it is counted", () => small.Statistics(_things).TooLarge is 1);
        Assert.False(await ExistsAsync(Keys.Value));
        await Eventually.AsyncThat("the lease is released", async () => !await ExistsAsync(Keys.Lease!));
    }

    [Fact]
    public async Task A_fill_under_way_is_waited_for_when_the_application_stops()
    {
        var gate = _origin.Hold("a");
        using var impatient = new CancellationTokenSource();
        var reading = _one.Aside.GetOrFetchAsync(_things, "a", _origin, impatient.Token).AsTask();
        await _origin.CalledAsync("a");
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);

        var stopping = _one.StopAsync();
        Assert.False(stopping.IsCompleted);
        gate.SetResult(new("one"));
        await stopping;

        Assert.True(await ExistsAsync(Keys.Value));
    }

    private Task<CacheRead<string>> GetAsync(CacheProcess process) => process.Aside.GetOrFetchAsync(_things, "a", _origin).AsTask();

    private Task StoredAsync() => Eventually.AsyncThat("the value is stored", () => ExistsAsync(Keys.Value));

    private Task<bool> ExistsAsync(string key) => Redis.ExistsAsync(key);

    // Every test has a prefix of its own, but they share the server's counters.
    private async Task<long> EvaluationsAsync()
    {
        _evaluationsBefore ??= await CountAsync() - 1;
        return await CountAsync() - _evaluationsBefore.Value;

        Task<long> CountAsync() => Redis.CallsAsync("evalsha");
    }

    private long? _evaluationsBefore;
}
