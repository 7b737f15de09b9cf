using System.Collections.Concurrent;
using CacheLayer.Scripts;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;

namespace CacheLayer.Tests.Batching;

[Trait("Tier", "redis")]
public abstract class BatchTests(RedisFixture fixture) : IAsyncLifetime
{
    private readonly Keyspace<string> _things = Keyspace.Create<string>("thing", $"b{Guid.NewGuid():N}");
    private readonly Keyspace<int> _numbers = Keyspace.Create<int>("number", $"n{Guid.NewGuid():N}");
    private readonly Origin _origin = new();
    private readonly BulkOrigin _bulk = new();
    private CacheProcess _one = null!;
    private CacheProcess _two = null!;

    private RedisServers Redis => fixture.Servers;

    public async Task InitializeAsync()
    {
        (string, string)[] settings = [("CacheLayer:Keyspaces:thing:OriginLatency", "00:01:00"), ("CacheLayer:Keyspaces:number:OriginLatency", "00:01:00"), .. CacheProcess.Patient];
        _one = await CacheProcess.StartAsync(Redis.ConnectionString, null, settings);
        _two = await CacheProcess.StartAsync(Redis.ConnectionString, null, settings);
    }

    public async Task DisposeAsync()
    {
        await _one.DisposeAsync();
        await _two.DisposeAsync();
    }

    [Fact]
    public async Task Keyspaces_and_types_mix_in_one_read()
    {
        await _one.Client.SetAsync(_things, "a", "one");
        await Redis.ReplicatedAsync();
        var before = await Redis.CallsAsync("mget");
        var batch = _one.Aside.Batch();
        var hit = batch.GetOrFetch(_things, "a", _origin);
        var miss = batch.GetOrFetch(_things, "b", _origin);
        var number = batch.GetOrFetch(_numbers, "7", _bulk);
        await batch.ExecuteAsync();

        Assert.Equal(("a", "one", CacheOutcome.Hit), (hit.Result.Id, hit.Result.Value, hit.Result.Outcome));
        Assert.Equal(("b", "value of b", CacheOutcome.Miss), (miss.Result.Id, miss.Result.Value, miss.Result.Outcome));
        Assert.Equal((7, CacheOutcome.Miss), (number.Result.Value, number.Result.Outcome));
        Assert.Equal(_one.Router.IsCluster ? before : before + 1, await Redis.CallsAsync("mget"));
        await Eventually.AsyncThat("the fetched values are stored", async () => (await _two.Client.GetAsync(_numbers, "7")).IsHit && (await _two.Client.GetAsync(_things, "b")).IsHit);
    }

    [Fact]
    public async Task What_is_missing_is_fetched_in_bulk_where_the_origin_can_and_answered_in_order()
    {
        await _one.Client.SetAsync(_numbers, "2", 2);
        await Redis.ReplicatedAsync();

        var reads = await _one.Aside.GetManyOrFetchAsync(_numbers, ["3", "2", "1", "404", "3"], _bulk);

        Assert.Equal([3, 2, 1, 0, 3], reads.Select(read => read.Value));
        Assert.Equal(CacheOutcome.Hit, reads[1].Outcome);
        Assert.Equal(["1", "3", "404"], Assert.Single(_bulk.Calls).Order());
        await Eventually.AsyncThat("the fetched values are stored", async () => (await _two.Client.GetManyAsync(_numbers, ["1", "3"])).All(read => read.IsHit));
        await Eventually.AsyncThat("no lease is left for the absent one", async () => !await Redis.ExistsAsync((string)KeyLayout.Entry(_numbers, "404").Lease!));
    }

    [Fact]
    public async Task One_fetch_that_throws_hurts_no_other_key()
    {
        _origin.Hold("bad").SetException(new InvalidOperationException("origin"));

        var reads = await _one.Aside.GetManyOrFetchAsync(_things, ["a", "bad", "c"], _origin);

        Assert.Equal(["value of a", null, "value of c"], reads.Select(read => read.Value));
        Assert.Equal((CacheOutcome.Failed, "origin"), (reads[1].Outcome, reads[1].Error!.Message));
        await Eventually.AsyncThat("the others are stored", async () => (await _two.Client.GetManyAsync(_things, ["a", "c"])).All(read => read.IsHit));
    }

    [Fact]
    public async Task A_fetcher_that_throws_when_the_batch_begins_keeps_no_other_waiting()
    {
        var batch = _one.Aside.Batch();
        var number = batch.GetOrFetch(_numbers, "7", _bulk);
        batch.GetOrFetch(_things, "a", new UndecidedOrigin());
        await Assert.ThrowsAsync<NotImplementedException>(() => batch.ExecuteAsync().AsTask());

        var read = await _one.Aside.GetOrFetchAsync(_numbers, "7", _bulk).AsTask().WaitAsync(TimeSpan.FromMinutes(1), TimeProvider.System);
        Assert.Equal(7, read.Value);
    }

    [Fact]
    public async Task A_bulk_fetch_that_throws_fails_its_keys_alone()
    {
        _bulk.Error = new InvalidOperationException("origin");
        var batch = _one.Aside.Batch();
        var number = batch.GetOrFetch(_numbers, "1", _bulk);
        var thing = batch.GetOrFetch(_things, "a", _origin);
        await batch.ExecuteAsync();

        Assert.Equal(CacheOutcome.Failed, number.Result.Outcome);
        Assert.Equal("value of a", thing.Result.Value);
    }

    [Fact]
    public async Task Overlapping_batches_and_reads_of_one_process_fetch_a_key_once()
    {
        var gate = _origin.Hold("b");
        var first = _one.Aside.GetManyOrFetchAsync(_things, ["a", "b"], _origin).AsTask();
        await _origin.CalledAsync("b");
        var second = _one.Aside.GetManyOrFetchAsync(_things, ["b", "c"], _origin).AsTask();
        var single = _one.Aside.GetOrFetchAsync(_things, "b", _origin).AsTask();
        gate.SetResult(new("one"));

        Assert.Equal("one", (await first)[1].Value);
        Assert.Equal("one", (await second)[0].Value);
        Assert.Equal("one", (await single).Value);
        Assert.Single(_origin.Calls, call => call == "b");
    }

    [Fact]
    public async Task Overlapping_batches_of_two_processes_fetch_a_key_once_and_the_others_do_not_wait_for_it()
    {
        var gate = _origin.Hold("1");
        var held = Keyspace.Create<string>("thing", _things.Prefix);
        var first = _one.Aside.GetOrFetchAsync(held, "1", _origin).AsTask();
        await _origin.CalledAsync("1");
        var bulk = new BulkTexts();
        var second = _two.Aside.GetManyOrFetchAsync(held, ["1", "2", "3"], bulk).AsTask();
        await Eventually.That("the other keys are fetched", () => bulk.Calls.Count is 1);
        gate.SetResult(new("one"));

        Assert.Equal("one", (await first).Value);
        Assert.Equal(["one", "text 2", "text 3"], (await second).Select(read => read.Value));
        Assert.Equal(["2", "3"], Assert.Single(bulk.Calls).Order());
    }

    [Fact]
    public async Task A_late_fill_of_a_batch_is_refused_for_the_invalidated_key_alone()
    {
        var gates = new[] { _origin.Hold("a"), _origin.Hold("b") };
        var reading = _one.Aside.GetManyOrFetchAsync(_things, ["a", "b"], _origin).AsTask();
        await _origin.CalledAsync("b");
        await _two.InvalidateAsync(_things, "a");
        gates[0].SetResult(new("old"));
        gates[1].SetResult(new("good"));

        Assert.Equal(["old", "good"], (await reading).Select(read => read.Value));
        await Eventually.AsyncThat("the other key is stored", async () => (await _two.Client.GetAsync(_things, "b")).IsHit);
        await Eventually.That("the fill is refused", () => _one.Statistics(_things).RefusedFills is 1);
        Assert.False((await _two.Client.GetAsync(_things, "a")).IsHit);
    }

    [Fact]
    public async Task An_undecodable_entry_is_fetched_anew()
    {
        await Redis.ExecuteAsync("SET", $"{_things.Prefix}:a", "not an entry");
        await Redis.ReplicatedAsync();

        Assert.Equal("value of a", (await _one.Aside.GetManyOrFetchAsync(_things, ["a", "b"], _origin))[0].Value);
    }

    [Fact]
    public async Task A_caller_that_gives_up_leaves_the_fetches_to_end()
    {
        var gate = _origin.Hold("a");
        using var impatient = new CancellationTokenSource();
        var reading = _one.Aside.GetManyOrFetchAsync(_things, ["a", "b"], _origin, impatient.Token).AsTask();
        await _origin.CalledAsync("a");
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        gate.SetResult(new("one"));

        await Eventually.AsyncThat("both are stored", async () => (await _two.Client.GetManyAsync(_things, ["a", "b"])).All(read => read.IsHit));
    }

    [Fact]
    public async Task No_key_is_no_round_trip()
    {
        var before = await Redis.CallsAsync("mget");
        await _one.Aside.Batch().ExecuteAsync();

        Assert.Empty(await _one.Aside.GetManyOrFetchAsync(_things, [], _origin));
        Assert.Equal(before, await Redis.CallsAsync("mget"));
    }

    [Fact]
    public async Task A_bad_id_is_named_by_its_position_before_anything_is_read()
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(async () => await _one.Aside.GetManyOrFetchAsync(_things, ["a", "b", ""], _origin));

        Assert.Equal("ids[2]", error.ParamName);
        Assert.Empty(_origin.Calls);
    }

    [Fact]
    public async Task A_batch_is_executed_once()
    {
        var batch = _one.Aside.Batch();
        var read = batch.GetOrFetch(_things, "a", _origin);
        Assert.Throws<InvalidOperationException>(() => read.Result);
        await batch.ExecuteAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await batch.ExecuteAsync());
        Assert.Throws<InvalidOperationException>(() => batch.GetOrFetch(_things, "b", _origin));
    }

    [Fact]
    public async Task The_raw_view_fetches_and_stores_what_the_typed_one_reads()
    {
        var raw = await _one.Aside.GetManyOrFetchAsync(_numbers.Raw, ["5", "6"], _bulk.Raw);

        Assert.Equal([[5], [6]], raw.Select(read => read.Value!.Bytes.ToArray()));
        await Eventually.AsyncThat("the typed view hits", async () => (await _two.Client.GetManyAsync(_numbers, ["5", "6"])) is [{ Value: 5 }, { Value: 6 }]);
    }

    private sealed class BulkOrigin : Fetcher<int>
    {
        public ConcurrentQueue<IReadOnlyList<string>> Calls { get; } = new();

        public Exception? Error { get; set; }

        public override bool FetchesMany => true;

        public override ValueTask<Fetched<int>> FetchAsync(string id, CancellationToken cancellationToken)
            => throw new NotSupportedException("A batch fetches in bulk.");

        public override ValueTask<IReadOnlyDictionary<string, Fetched<int>>> FetchManyAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken)
        {
            Calls.Enqueue([.. ids]);
            return Error is null
                ? new(ids.Where(id => id is not "404").ToDictionary(id => id, id => new Fetched<int>(int.Parse(id))))
                : throw Error;
        }
    }

    private sealed class UndecidedOrigin : Fetcher<string>
    {
        public override bool FetchesMany => throw new NotImplementedException();

        public override ValueTask<Fetched<string>> FetchAsync(string id, CancellationToken cancellationToken) => throw new NotImplementedException();
    }

    private sealed class BulkTexts : Fetcher<string>
    {
        public ConcurrentQueue<IReadOnlyList<string>> Calls { get; } = new();

        public override bool FetchesMany => true;

        public override ValueTask<Fetched<string>> FetchAsync(string id, CancellationToken cancellationToken)
            => throw new NotSupportedException("A batch fetches in bulk.");

        public override ValueTask<IReadOnlyDictionary<string, Fetched<string>>> FetchManyAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken)
        {
            Calls.Enqueue([.. ids]);
            return new(ids.ToDictionary(id => id, id => new Fetched<string>($"text {id}")));
        }
    }
}
