using CacheLayer.Entries;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;

namespace CacheLayer.Tests.Client;

[Trait("Tier", "redis")]
public abstract class CacheClientTests(RedisFixture fixture) : IAsyncLifetime
{
    private readonly Keyspace<string> _things = Keyspace.Create<string>("thing", $"c{Guid.NewGuid():N}");
    private CacheProcess _cache = null!;

    private RedisServers Redis => fixture.Servers;

    public async Task InitializeAsync() => _cache = await CacheProcess.StartAsync(Redis.ConnectionString);

    public async Task DisposeAsync() => await _cache.DisposeAsync();

    [Fact]
    public async Task What_is_set_is_hit()
    {
        Assert.True(await _cache.Client.SetAsync(_things, "a", "one"));
        await Redis.ReplicatedAsync();

        var read = await _cache.Client.GetAsync(_things, "a");

        Assert.Equal(("a", "one", CacheOutcome.Hit), (read.Id, read.Value, read.Outcome));
        Assert.True(read.Latency > TimeSpan.Zero);
    }

    [Fact]
    public async Task What_is_not_there_is_missed()
    {
        var read = await _cache.Client.GetAsync(_things, "a");

        Assert.Equal((null, CacheOutcome.Miss), (read.Value, read.Outcome));
        Assert.Equal(1, _cache.Statistics(_things).Misses);
    }

    [Fact]
    public async Task Many_keys_are_read_in_one_command_or_one_each_in_a_cluster_in_the_order_asked()
    {
        Assert.Equal(2, await _cache.Client.SetManyAsync(_things, new Dictionary<string, string> { ["a"] = "one", ["c"] = "three" }));
        await Redis.ReplicatedAsync();
        var (many, single) = (await Redis.CallsAsync("mget"), await Redis.CallsAsync("get"));

        var reads = await _cache.Client.GetManyAsync(_things, ["c", "b", "a", "c"]);

        Assert.Equal(["three", null, "one", "three"], reads.Select(read => read.Value));
        Assert.Equal([CacheOutcome.Hit, CacheOutcome.Miss, CacheOutcome.Hit, CacheOutcome.Hit], reads.Select(read => read.Outcome));
        Assert.Equal(
            _cache.Router.IsCluster ? (many, single + 4) : (many + 1, single),
            (await Redis.CallsAsync("mget"), await Redis.CallsAsync("get")));
    }

    [Fact]
    public async Task Ids_are_those_that_the_call_was_made_with()
    {
        await _cache.Client.SetAsync(_things, "a", "one");
        await Redis.ReplicatedAsync();
        List<string> ids = ["a", "b"];
        var (getting, fetching) = (_cache.Client.GetManyAsync(_things, ids), _cache.Aside.GetManyOrFetchAsync(_things, ids, new Origin()));
        ids[0] = "other";
        ids.RemoveAt(1);

        Assert.Equal([("a", "one"), ("b", null)], (await getting).Select(read => (read.Id, read.Value)));
        Assert.Equal([("a", "one"), ("b", "value of b")], (await fetching).Select(read => (read.Id, read.Value)));
    }

    [Fact]
    public async Task No_key_is_no_round_trip()
    {
        var commands = await Redis.CallsAsync("mget");

        Assert.Empty(await _cache.Client.GetManyAsync(_things, []));
        Assert.Equal(commands, await Redis.CallsAsync("mget"));
    }

    [Fact]
    public async Task A_value_lives_as_long_as_its_keyspace_or_its_caller_says()
    {
        await _cache.Client.SetAsync(_things, "a", "one");
        await _cache.Client.SetAsync(_things, "b", "two", TimeSpan.FromSeconds(10));

        Assert.InRange((long)await Redis.ExecuteAsync("PTTL", $"{_things.Prefix}:a"), 200_000, 300_000);
        Assert.InRange((long)await Redis.ExecuteAsync("PTTL", $"{_things.Prefix}:b"), 1, 10_000);
    }

    [Fact]
    public async Task Null_is_not_written()
    {
        Assert.False(await _cache.Client.SetAsync(_things, "a", null!));
        Assert.Equal(0, (long)await Redis.ExecuteAsync("EXISTS", $"{_things.Prefix}:a"));
    }

    [Fact]
    public async Task What_is_deleted_is_gone_with_its_lease()
    {
        await _cache.Client.SetAsync(_things, "a", "one");
        await Redis.ExecuteAsync("SET", $"{{{_things.Prefix}:a}}f", "somebody");

        Assert.True(await _cache.Client.DeleteAsync(_things, "a"));

        Assert.Equal(0, (long)await Redis.ExecuteAsync("EXISTS", $"{_things.Prefix}:a", $"{{{_things.Prefix}:a}}f"));
    }

    [Fact]
    public async Task A_version_below_the_watermark_is_not_written()
    {
        await _cache.InvalidateAsync(_things, "a", version: 9_007_199_254_740_993);

        Assert.False(await _cache.Client.SetAsync(_things, "a", "old", version: 9_007_199_254_740_992));
        Assert.True(await _cache.Client.SetAsync(_things, "a", "new", version: 9_007_199_254_740_993));
    }

    [Fact]
    public async Task A_value_over_the_size_limit_is_neither_written_nor_read()
    {
        await using var small = await CacheProcess.StartAsync(Redis.ConnectionString, settings: ("CacheLayer:Keyspaces:thing:MaxEntryBytes", "100"));
        var big = new string('x', 100);

        Assert.False(await small.Client.SetAsync(_things, "a", big));
        Assert.Equal(1, small.Statistics(_things).TooLarge);
        Assert.True(await _cache.Client.SetAsync(_things, "a", big));
        await Redis.ReplicatedAsync();
        Assert.Equal(CacheOutcome.Miss, (await small.Client.GetAsync(_things, "a")).Outcome);
        Assert.Equal(1, small.Statistics(_things).Undecodable);
    }

    [Fact]
    public async Task An_entry_that_does_not_decode_is_a_miss_counted_and_removed()
    {
        await Redis.ExecuteAsync("SET", $"{_things.Prefix}:a", "not an entry");
        await Redis.ExecuteAsync("SET", $"{_things.Prefix}:b", EntryCodec.Encode(new[] { 1, 2 }, 0, default));
        await Redis.ReplicatedAsync();

        Assert.Equal(CacheOutcome.Miss, (await _cache.Client.GetAsync(_things, "a")).Outcome);
        Assert.Equal(CacheOutcome.Miss, (await _cache.Client.GetManyAsync(_things, ["b"]))[0].Outcome);

        Assert.Equal((2, 2, 0), (_cache.Statistics(_things).Undecodable, _cache.Statistics(_things).Misses, _cache.Statistics(_things).Errors));
        Assert.False(await Redis.ExistsAsync($"{_things.Prefix}:a"));
        Assert.False(await Redis.ExistsAsync($"{_things.Prefix}:b"));
    }

    [Fact]
    public async Task Ids_with_braces_and_control_characters_work()
    {
        string[] ids = ["a{b}c", "a}b", "{}", "\r\n", "日本"];
        foreach (var id in ids)
        {
            Assert.True(await _cache.Client.SetAsync(_things, id, id));
        }

        await Redis.ReplicatedAsync();

        Assert.Equal(ids, (await _cache.Client.GetManyAsync(_things, ids)).Select(read => read.Value));
    }

    [Fact]
    public async Task A_bad_id_is_an_argument_error()
    {
        await Assert.ThrowsAsync<ArgumentException>(async () => await _cache.Client.GetAsync(_things, ""));
        var error = await Assert.ThrowsAsync<ArgumentException>(async () => await _cache.Client.GetManyAsync(_things, ["a", null!]));
        Assert.Equal("ids[1]", error.ParamName);
    }

    [Fact]
    public async Task The_raw_view_reads_what_the_typed_one_wrote_and_shares_its_counts()
    {
        await _cache.Client.SetAsync(_things, "a", "one");
        await Redis.ReplicatedAsync();

        var read = await _cache.Client.GetAsync(_things.Raw, "a");

        Assert.Equal(EntryCodec.EncodePayload("one").Bytes.ToArray(), read.Value!.Bytes.ToArray());
        Assert.Equal(1, _cache.Statistics(_things).Hits);
    }
}
