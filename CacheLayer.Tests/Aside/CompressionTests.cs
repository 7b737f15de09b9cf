using CacheLayer.Entries;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;

namespace CacheLayer.Tests.Aside;

/// <summary>Compressed entries in Redis, and what only says that it is one.</summary>
[Trait("Tier", "redis")]
public abstract class CompressionTests(RedisFixture fixture)
    : PolicyTest(fixture, ("CompressionThreshold", "100"), ("MaxEntryBytes", "10000"))
{
    private static readonly string Text = string.Concat(Enumerable.Repeat("The Hunger Games ", 100));

    [Fact]
    public async Task A_large_value_is_stored_compressed_and_read_by_both_views_and_by_who_does_not_compress()
    {
        await StoreAsync(Text);
        Assert.InRange((long)await Redis.ExecuteAsync("STRLEN", Keys.Value), 1, Text.Length / 5);

        Two.Change(($"{Section}:CompressionThreshold", null));
        Assert.Equal(Text, (await Two.Client.GetAsync(Things, "a")).Value);
        Assert.Equal(EntryCodec.EncodePayload(Text).Bytes.ToArray(), (await One.Client.GetAsync(Things.Raw, "a")).Value!.Bytes.ToArray());
    }

    [Fact]
    public async Task A_value_that_is_too_large_before_compression_is_answered_and_not_stored()
    {
        var large = string.Concat(Enumerable.Repeat(Text, 10));
        Origin.Answer = _ => new(large);

        Assert.Equal(large, (await GetAsync(One)).Value);
        await Eventually.That("it is counted", () => Counts.TooLarge is 1);
        Assert.False(await ExistsAsync(Keys.Value));
    }

    [Fact]
    public async Task A_set_that_is_too_large_removes_what_it_would_have_replaced()
    {
        await StoreAsync("old");

        Assert.False(await One.Client.SetAsync(Things, "a", new string('x', 20_000)));
        Assert.False(await ExistsAsync(Keys.Value));
    }

    [Fact]
    public async Task A_torn_or_hostile_entry_is_a_miss_counted_and_fetched_anew()
    {
        await StoreAsync(Text);
        var entry = (byte[])(await Redis.ExecuteAsync("GET", Keys.Value))!;
        var hostile = entry.ToArray();
        // Behind the extension's type and the integer's: that it holds two gigabytes.
        hostile[hostile.AsSpan().IndexOf((ReadOnlySpan<byte>)[99, 0xd2]) + 2] = 0x7f;
        foreach (var bad in new[] { entry[..^10], hostile })
        {
            await Redis.ExecuteAsync("SET", Keys.Value, bad);
            Assert.Equal((Text, CacheOutcome.Miss), (await GetAsync(One)) is var read ? (read.Value, read.Outcome) : default);
            await Eventually.AsyncThat("it is stored anew", async () => (await Two.Client.GetAsync(Things, "a")).IsHit);
        }

        Assert.Equal(2, Counts.Undecodable);
    }
}
