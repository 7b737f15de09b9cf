using CacheLayer.Entries;
using CacheLayer.Scripts;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace CacheLayer.Tests.Invalidations;

/// <summary>An invalidation that comes late, or again, leaves what is as new as it is.</summary>
[Trait("Tier", "redis")]
public sealed class InvalidationOrderTests(RedisSingleFixture fixture) : IClassFixture<RedisSingleFixture>, IAsyncLifetime
{
    private static readonly Keyspace<string> Products = Keyspace.Create<string>("product", "p");
    private static readonly EntryKeys Keys = KeyLayout.Entry(Products, "1");

    // Where the encoding of a version, or its halves, change.
    private static readonly long[] Versions =
        [1, 2, 127, 128, 255, 256, 65_535, 65_536, uint.MaxValue - 1L, uint.MaxValue, uint.MaxValue + 1L, (1L << 53) - 1, 1L << 53, (1L << 53) + 1, 1_790_000_000_123, long.MaxValue - 1, long.MaxValue];

    private CacheProcess _process = null!;

    private RedisNode Node => fixture.Redis.Nodes[0];

    public async Task InitializeAsync()
    {
        await Node.ExecuteAsync("FLUSHALL");
        _process = await CacheProcess.StartAsync(fixture.Redis.ConnectionString);
    }

    public async Task DisposeAsync() => await _process.DisposeAsync();

    [Fact]
    public async Task An_entry_stays_exactly_when_its_version_is_not_below_that_of_the_change()
    {
        foreach (var stored in Versions.Append(0))
        {
            foreach (var changed in Versions.Append(0))
            {
                await Node.ExecuteAsync("DEL", Keys.Watermark);
                await StoreAsync(Entry(stored));
                var result = await InvalidateAsync(changed);
                var stays = changed > 0 && stored >= changed;
                Assert.True((stays ? (0, 1) : (1, 0)) == (result.Deleted, result.Kept), $"stored {stored}, changed {changed}: {result}");
                Assert.Equal(stays, await Node.GetAsync(Keys.Value) is not null);
                Assert.Equal($"{changed}", await Node.GetAsync(Keys.Watermark!));
            }
        }
    }

    [Fact]
    public async Task Every_form_of_an_entry_tells_its_version()
    {
        byte[][] entries =
        [
            EntryCodec.EncodeNegative(7, DateTimeOffset.UnixEpoch.AddYears(50)),
            Entry(7, new() { FailSafeMaxStale = TimeSpan.FromMinutes(1) }),
            Entry(7, new() { CompressionThreshold = 1 }),
            Entry(7, new() { CompressionThreshold = 1, EagerRefreshAt = 0.5 }),
        ];
        foreach (var entry in entries)
        {
            await StoreAsync(entry);
            Assert.Equal(1, (await InvalidateAsync(7)).Kept);
            Assert.Equal(1, (await InvalidateAsync(8)).Deleted);
        }
    }

    [Fact]
    public async Task What_is_no_entry_is_removed()
    {
        var entry = Entry(long.MaxValue);
        byte[][] damaged = ["value"u8.ToArray(), [0x95], entry[..12], entry[..20], [0x94, .. entry[1..]], [0x95, 2, .. entry[2..]], [.. entry[..12], 0xC0, .. entry[13..]], [.. entry[..12], 0xD3, .. entry[13..]]];
        foreach (var bytes in damaged)
        {
            await StoreAsync(bytes);
            Assert.Equal(1, (await InvalidateAsync(1)).Deleted);
        }

        await Node.ExecuteAsync("RPUSH", Keys.Value, "not even a string");
        Assert.Equal(1, (await InvalidateAsync(1)).Deleted);
    }

    [Fact]
    public async Task A_late_change_disturbs_neither_the_fetch_under_way_nor_the_watermark_but_takes_dependents_along()
    {
        const string Dependent = "r:ann:1";
        await StoreAsync(Entry(9));
        await InvalidateAsync(9);
        await Node.ExecuteAsync("SET", Keys.Lease, "token");
        await Node.ExecuteAsync("SET", Dependent, "made of an older one, for all we know");
        await Node.ExecuteAsync("ZADD", Keys.Dependents, "99999999999999", Dependent);

        var result = await InvalidateAsync(8);

        Assert.Equal((1, 1), (result.Deleted, result.Kept));
        Assert.Equal("token", await Node.GetAsync(Keys.Lease!));
        Assert.Equal("9", await Node.GetAsync(Keys.Watermark!));
        Assert.Null(await Node.GetAsync(Dependent));
    }

    [Fact]
    public async Task In_whatever_order_and_however_often_changes_come_an_entry_is_removed_once_and_never_goes_back()
    {
        foreach (var order in Permutations([1, 2, 3, 3]))
        {
            await Node.ExecuteAsync("FLUSHALL");
            await StoreAsync(Entry(2));
            var (deleted, highest) = (0, 0L);
            foreach (var changed in order)
            {
                deleted += (await InvalidateAsync(changed)).Deleted;
                highest = Math.Max(highest, changed);
                // The origin is at 3 already; somebody who read it before brings 2.
                await Node.ExecuteAsync("DEL", Keys.Value);
                await _process.Client.SetAsync(Products, "1", "old", version: 2);
                Assert.Equal(highest < 3, await Node.GetAsync(Keys.Value) is not null);
                await _process.Client.SetAsync(Products, "1", "new", version: 3);
            }

            // Not even once when the newest came first: what is cached then is what it made.
            Assert.Equal(order.TakeWhile(changed => changed is not 3).Any() ? 0 : 1, deleted);
            Assert.Equal(1, (await InvalidateAsync(3)).Kept);
        }
    }

    [Fact]
    public async Task A_change_without_a_version_always_removes()
    {
        await StoreAsync(Entry(long.MaxValue));
        Assert.Equal(1, (await InvalidateAsync(0)).Deleted);
    }

    private static byte[] Entry(long version, KeyspaceOptions? options = null)
        => EntryCodec.Encode(new string('x', 200), version, DateTimeOffset.UnixEpoch.AddYears(50), TimeSpan.FromMinutes(5), options);

    private static IEnumerable<long[]> Permutations(long[] items) => items.Length is 0
        ? [[]]
        : items.SelectMany((item, at) => Permutations([.. items[..at], .. items[(at + 1)..]]).Select(rest => (long[])[item, .. rest]));

    private Task StoreAsync(byte[] entry) => Node.ExecuteAsync("SET", Keys.Value, entry);

    private Task<InvalidationResult> InvalidateAsync(long version)
        => _process.Services.GetRequiredService<CacheInvalidator>().InvalidateAsync([new(Products, "1", version)]).AsTask();
}
