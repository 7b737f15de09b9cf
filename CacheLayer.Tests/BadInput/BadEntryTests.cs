using CacheLayer.Entries;
using CacheLayer.Tests.Entries;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;
using StackExchange.Redis;

namespace CacheLayer.Tests.BadInput;

/// <summary>What somebody else, another version or an attacker left in Redis: read by every kind of read, replaced, counted.</summary>
[Trait("Tier", "redis")]
public sealed class BadEntryTests(RedisSingleFixture fixture) : IClassFixture<RedisSingleFixture>, IAsyncLifetime
{
    private readonly Keyspace<string> _things = Keyspace.Create<string>("thing", $"e{Guid.NewGuid():N}");
    private readonly Origin _origin = new();
    private CacheProcess _cache = null!;

    private RedisNode Node => fixture.Redis.Nodes[0];

    public async Task InitializeAsync() => _cache = await StartAsync(("MaxEntryBytes", "2000000"));

    public async Task DisposeAsync() => await _cache.DisposeAsync();

    [Fact]
    public async Task Each_one_is_a_miss_that_is_fetched_counted_and_replaced()
    {
        var ids = await StoreAllAsync();
        foreach (var id in ids)
        {
            var read = await GetAsync(id);
            Assert.Equal(($"value of {id}", CacheOutcome.Miss), (read.Value, read.Outcome));
        }

        Assert.Equal((ids.Length, 0), Counts());
        await Eventually.AsyncThat("all are replaced", async () => (await _cache.Client.GetManyAsync(_things, ids)).All(read => read.IsHit));
    }

    [Fact]
    public async Task In_a_batch_they_hurt_no_other_key()
    {
        await _cache.Client.SetAsync(_things, "good", "stored");
        var ids = await StoreAllAsync();

        var reads = await _cache.Aside.GetManyOrFetchAsync(_things, ["good", .. ids], _origin);

        Assert.Equal(("stored", CacheOutcome.Hit), (reads[0].Value, reads[0].Outcome));
        Assert.Equal(ids.Select(id => $"value of {id}"), reads[1..].Select(read => read.Value));
        Assert.Equal((ids.Length, 0), Counts());
        await Eventually.AsyncThat("all are replaced", async () => (await _cache.Client.GetManyAsync(_things, ids)).All(read => read.IsHit));
    }

    [Fact]
    public async Task A_plain_read_removes_them()
    {
        var ids = await StoreAllAsync();
        foreach (var id in ids)
        {
            Assert.Equal(CacheOutcome.Miss, (await _cache.Client.GetAsync(_things, id)).Outcome);
        }

        Assert.Equal((ids.Length, 0), Counts());
        Assert.Equal(0, (long)await Node.ExecuteAsync("EXISTS", [.. ids.Select(id => (object)Key(id))]));
    }

    [Fact]
    public async Task A_key_that_holds_something_other_than_a_string_is_replaced_too()
    {
        foreach (var id in new[] { "single", "many", "batch", "plain" })
        {
            await Node.ExecuteAsync("RPUSH", Key(id), "x");
        }

        var batch = _cache.Aside.Batch();
        var inBatch = batch.GetOrFetch(_things, "batch", _origin);
        await batch.ExecuteAsync();

        Assert.Equal(("value of batch", CacheOutcome.Miss), (inBatch.Result.Value, inBatch.Result.Outcome));
        Assert.Equal("value of single", (await GetAsync("single")).Value);
        Assert.Equal("value of many", (await _cache.Aside.GetManyOrFetchAsync(_things, ["many"], _origin))[0].Value);
        Assert.Equal(CacheOutcome.Miss, (await _cache.Client.GetAsync(_things, "plain")).Outcome);
        Assert.Equal((4, 0), Counts());
        await Eventually.AsyncThat("all are replaced", async () => (await _cache.Client.GetManyAsync(_things, ["single", "many", "batch"])).All(read => read.IsHit));
        Assert.Equal(0, (long)await Node.ExecuteAsync("EXISTS", Key("plain")));
    }

    [Fact]
    public async Task An_entry_over_the_size_limit_is_fetched_anew_by_a_process_that_may_not_read_it()
    {
        await using var small = await StartAsync(("MaxEntryBytes", "1000"));
        await _cache.Client.SetAsync(_things, "a", new string('x', 1000));

        var read = await small.Aside.GetOrFetchAsync(_things, "a", _origin);

        Assert.Equal(("value of a", CacheOutcome.Miss), (read.Value, read.Outcome));
        Assert.Equal(1, small.Statistics(_things).Undecodable);
    }

    [Fact]
    public async Task A_node_takes_no_string_that_is_larger_than_any_entry_may_be()
    {
        var error = await Assert.ThrowsAsync<RedisServerException>(() => Node.ExecuteAsync("SETRANGE", Key("a"), 64 * 1024 * 1024, "x"));

        Assert.Contains("maximum allowed size", error.Message);
        await Node.ExecuteAsync("SETRANGE", Key("a"), (64 * 1024 * 1024) - 1, "x");
        Assert.Equal("value of a", (await GetAsync("a")).Value);
    }

    // Everything that the codec is tested with.
    private async Task<string[]> StoreAllAsync()
    {
        object[][] bad = [.. EntryCodecTests.Foreign, .. EntryCompressionTests.Hostile, ["cut off", EntryCodec.Encode("value", 0, default)[..10]], ["nothing at all", Array.Empty<byte>()]];
        var ids = new string[bad.Length];
        for (var i = 0; i < bad.Length; i++)
        {
            ids[i] = $"{i}";
            await Node.ExecuteAsync("SET", Key(ids[i]), (byte[])bad[i][1]);
        }

        return ids;
    }

    private string Key(string id) => $"{_things.Prefix}:{id}";

    private (long Undecodable, long Errors) Counts() => _cache.Statistics(_things) is var counts ? (counts.Undecodable, counts.Errors) : default;

    private Task<CacheRead<string>> GetAsync(string id) => _cache.Aside.GetOrFetchAsync(_things, id, _origin).AsTask();

    private Task<CacheProcess> StartAsync((string Name, string Value) setting)
        => CacheProcess.StartAsync(
            fixture.Redis.ConnectionString,
            null,
            [.. CacheProcess.Patient, ($"CacheLayer:Keyspaces:thing:{setting.Name}", setting.Value), ("CacheLayer:Keyspaces:thing:OriginLatency", "00:01:00")]);
}
