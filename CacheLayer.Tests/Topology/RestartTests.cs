using System.Collections.Concurrent;
using CacheLayer.Tests.Hybrid;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace CacheLayer.Tests.Topology;

/// <summary>A node that restarts as it was earlier: what was removed since is in it, and must not be read.</summary>
[Trait("Tier", "faults")]
public sealed class RestartTests
{
    private static readonly Keyspace<string> Products = Keyspace.Create<string>("product", "p");

    [Fact]
    public async Task What_was_invalidated_or_replaced_since_the_snapshot_is_never_read_again()
    {
        await using var redis = await SnapshotNode.StartAsync();
        await using var writer = await StartAsync(redis);
        await using var reader = await StartAsync(redis);
        var client = writer.Services.GetRequiredService<CacheClient>();
        var sessions = writer.Services.GetRequiredService<IDistributedCache>();
        Assert.True(await client.SetAsync(Products, "changed", "old", version: 1));
        await writer.Cache.SetAsync("removed", "old", tags: ["red"]);
        await sessions.SetAsync("replaced", [1], new());
        await redis.KeepAsync();
        await writer.Services.GetRequiredService<CacheInvalidator>().InvalidateAsync([new(Products, "changed", 2)]);
        await writer.Cache.RemoveByTagAsync("red");
        await sessions.SetAsync("replaced", [2], new());

        redis.Restart();

        // Before it is back, while it is not read yet, and from then on.
        var old = new ConcurrentQueue<string>();
        await Eventually.AsyncThat("the node is read again", async () => await IsReadAsync(reader, old) & await IsReadAsync(writer, old));
        await IsReadAsync(reader, old);
        Assert.Empty(old);
        Assert.Null(await sessions.GetAsync("replaced"));
    }

    [Fact]
    public async Task What_a_node_has_taken_down_command_by_command_is_read_again()
    {
        await using var redis = await SnapshotNode.StartAsync(isAppendOnly: true);
        await using var process = await StartAsync(redis);
        var client = process.Services.GetRequiredService<CacheClient>();
        Assert.True(await client.SetAsync(Products, "changed", "old", version: 1));
        Assert.True(await client.SetAsync(Products, "unchanged", "as it was"));
        await process.Services.GetRequiredService<CacheInvalidator>().InvalidateAsync([new(Products, "changed", 2)]);

        redis.Restart();

        await Eventually.AsyncThat("it is read again", async () => (await client.GetAsync(Products, "unchanged")).IsHit);
        Assert.False((await client.GetAsync(Products, "changed")).IsHit);
    }

    [Fact]
    public async Task A_restart_is_told_to_those_who_invalidate()
    {
        await using var redis = await SnapshotNode.StartAsync();
        await using var process = await StartAsync(redis);
        var changes = 0;
        process.Services.GetRequiredService<CacheInvalidator>().PrimaryChanged += () => Interlocked.Increment(ref changes);

        redis.Restart();

        await Eventually.That("the restart is reported", () => Volatile.Read(ref changes) is 1);
    }

    [Fact]
    public async Task A_node_that_takes_no_removals_is_not_read_until_it_does()
    {
        await using var redis = await SnapshotNode.StartAsync();
        await using var process = await StartAsync(redis);
        var client = process.Services.GetRequiredService<CacheClient>();
        Assert.True(await client.SetAsync(Products, "changed", "old", version: 1));
        await redis.BreakDiskAsync();

        await Eventually.AsyncThat("it is not read", async () => !(await client.GetAsync(Products, "changed")).IsHit);
        await Eventually.AsyncThat("health says so", async () =>
            (await process.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries.Single().Value.Description!.Contains("refuses writes", StringComparison.Ordinal));

        await redis.Node.ExecuteAsync("CONFIG", "SET", "save", "");
        await Eventually.AsyncThat("it is read again", async () => (await client.GetAsync(Products, "changed")).IsHit);
    }

    /// <returns>Whether the node is read.</returns>
    private static async Task<bool> IsReadAsync(HybridProcess process, ConcurrentQueue<string> old)
    {
        var client = process.Services.GetRequiredService<CacheClient>();
        var aside = process.Services.GetRequiredService<CacheAside>();
        string?[] read =
        [
            (await client.GetAsync(Products, "changed")).Value,
            (await aside.GetOrFetchAsync(Products, "changed", new Origin { Answer = _ => new("new", 2) })).Value,
            await process.Cache.GetOrCreateAsync("removed", static _ => ValueTask.FromResult("new")),
        ];
        foreach (var value in read.Where(value => value is "old"))
        {
            old.Enqueue(value!);
        }

        return await client.SetAsync(Products, "new", "new") && (await client.GetAsync(Products, "new")).IsHit;
    }

    private static Task<HybridProcess> StartAsync(SnapshotNode redis) => HybridProcess.StartAsync(builder =>
    {
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create("ConnectionStrings:cache", (string?)redis.ConnectionString)]);
        builder.AddCacheLayer("cache").AddHybridCache().AddDistributedCache();
    });
}
