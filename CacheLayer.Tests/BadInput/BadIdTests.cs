using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;

namespace CacheLayer.Tests.BadInput;

/// <summary>Ids that no key can be made of, and those that only look so.</summary>
[Trait("Tier", "redis")]
public sealed class BadIdTests(RedisSingleFixture fixture) : IClassFixture<RedisSingleFixture>, IAsyncLifetime
{
    private readonly Keyspace<string> _things = Keyspace.Create<string>("thing", $"i{Guid.NewGuid():N}");
    private readonly Origin _origin = new();
    private CacheProcess _cache = null!;

    public async Task InitializeAsync() => _cache = await CacheProcess.StartAsync(fixture.Redis.ConnectionString, null, CacheProcess.Patient);

    public async Task DisposeAsync() => await _cache.DisposeAsync();

    // Written as code units: half a surrogate pair does not survive a test's name.
    public static TheoryData<string, int[]?> Bad => new()
    {
        { "null", null },
        { "empty", [] },
        { "NUL", ['a', 0, 'b'] },
        { "half a surrogate pair", [0xd83d, 'x'] },
        { "over-long", Enumerable.Repeat((int)'a', 513).ToArray() },
        { "over-long in UTF-8", Enumerable.Repeat(0xe9, 257).ToArray() },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task Every_call_refuses_it_says_where_and_counts_it(string what, int[]? units)
    {
        var id = units is null ? null! : string.Concat(units.Select(unit => (char)unit));
        Func<Task>[] single =
        [
            () => _cache.Client.GetAsync(_things, id).AsTask(),
            () => _cache.Client.SetAsync(_things, id, "x").AsTask(),
            () => _cache.Client.DeleteAsync(_things, id).AsTask(),
            () => _cache.Aside.GetOrFetchAsync(_things, id, _origin).AsTask(),
        ];
        Func<Task>[] many =
        [
            () => _cache.Client.GetManyAsync(_things, ["good", id]).AsTask(),
            () => _cache.Aside.GetManyOrFetchAsync(_things, ["good", id], _origin).AsTask(),
            () => Task.FromResult(Batch(["good", id])),
        ];

        foreach (var call in single)
        {
            Assert.Equal((what, "id"), (what, (await Assert.ThrowsAsync<ArgumentException>(call)).ParamName));
        }

        foreach (var call in many)
        {
            Assert.Equal((what, "ids[1]"), (what, (await Assert.ThrowsAsync<ArgumentException>(call)).ParamName));
        }

        Assert.Equal(single.Length + many.Length, _cache.Statistics(_things).RefusedIds);
        Assert.Empty(_origin.Calls);
    }

    [Fact]
    public async Task Braces_controls_and_other_scripts_are_fetched_stored_hit_and_invalidated()
    {
        string[] ids = ["a{b}c", "a}b", "{}", "{", "}", "\r\n", "\t\u0001\u007f", " ", "日本", "p:{x}f", new('é', 256), "*", "[a-z]?"];
        Assert.Equal(ids.Select(id => $"value of {id}"), (await _cache.Aside.GetManyOrFetchAsync(_things, ids, _origin)).Select(read => read.Value));
        await Eventually.AsyncThat("all are stored, each under a key of its own", async () =>
            (await _cache.Client.GetManyAsync(_things, ids)).Select(read => read.Value).SequenceEqual(ids.Select(id => $"value of {id}")));
        foreach (var id in ids)
        {
            Assert.True((await _cache.Aside.GetOrFetchAsync(_things, id, _origin)).IsHit);
            await _cache.InvalidateAsync(_things, id);
            Assert.Equal(CacheOutcome.Miss, (await _cache.Client.GetAsync(_things, id)).Outcome);
        }

        Assert.Equal(0, _cache.Statistics(_things).RefusedIds);
    }

    [Fact]
    public async Task The_same_key_several_times_in_a_batch_is_fetched_once_and_answered_each_time()
    {
        var batch = _cache.Aside.Batch();
        BatchRead<string>[] reads = [batch.GetOrFetch(_things, "a", _origin), batch.GetOrFetch(_things, "b", _origin), batch.GetOrFetch(_things, "a", _origin)];
        await batch.ExecuteAsync();

        Assert.Equal(["value of a", "value of b", "value of a"], reads.Select(read => read.Result.Value));
        Assert.Equal(["value of c", "value of c"], (await _cache.Aside.GetManyOrFetchAsync(_things, ["c", "c"], _origin)).Select(read => read.Value));
        Assert.Equal(["a", "b", "c"], _origin.Calls.Order());
        Assert.Equal(5, _cache.Statistics(_things).Misses);
    }

    [Fact]
    public async Task Null_in_place_of_a_list_or_a_keyspace_is_an_argument_error()
    {
        await Assert.ThrowsAsync<ArgumentNullException>(() => _cache.Client.GetManyAsync(_things, null!).AsTask());
        await Assert.ThrowsAsync<ArgumentNullException>(() => _cache.Client.SetManyAsync(_things, null!).AsTask());
        await Assert.ThrowsAsync<ArgumentNullException>(() => _cache.Aside.GetManyOrFetchAsync(_things, null!, _origin).AsTask());
        await Assert.ThrowsAsync<ArgumentNullException>(() => _cache.Client.GetAsync<string>(null!, "a").AsTask());
        Assert.Throws<ArgumentNullException>(() => _cache.Aside.Batch().GetOrFetch<string>(null!, "a", _origin));
    }

    [Fact]
    public async Task A_set_with_an_impossible_version_or_life_is_an_argument_error()
    {
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => _cache.Client.SetAsync(_things, "a", "x", version: -1).AsTask());
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => _cache.Client.SetAsync(_things, "a", "x", TimeSpan.Zero).AsTask());
    }

    private object Batch(string[] ids)
    {
        var batch = _cache.Aside.Batch();
        return Array.ConvertAll(ids, id => batch.GetOrFetch(_things, id, _origin));
    }
}
