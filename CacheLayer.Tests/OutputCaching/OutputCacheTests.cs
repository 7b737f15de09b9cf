using System.Buffers;
using System.IO.Pipelines;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;
using Microsoft.AspNetCore.OutputCaching;

namespace CacheLayer.Tests.OutputCaching;

[Trait("Tier", "faults")]
public sealed class OutputCacheTests(RedisSingleFixture fixture) : IClassFixture<RedisSingleFixture>, IAsyncLifetime
{
    private readonly string _prefix = $"oc{Guid.NewGuid():N}";
    private int _made;
    private TaskCompletionSource? _gate;
    private PageService _one = null!;
    private PageService _two = null!;

    private string Redis => fixture.Redis.ConnectionString;

    public async Task InitializeAsync()
    {
        _one = await PageService.StartAsync(Redis, _prefix, MakeAsync);
        _two = await PageService.StartAsync(Redis, _prefix, MakeAsync);
    }

    public async Task DisposeAsync()
    {
        await _one.DisposeAsync();
        await _two.DisposeAsync();
    }

    [Fact]
    public async Task A_page_is_made_once_for_all_instances()
    {
        Assert.Equal("a 1", await _one.GetAsync("/pages/a"));
        await StoredAsync(1);
        Assert.Equal("a 1", await _one.GetAsync("/pages/a"));
        Assert.Equal("a 1", await _two.GetAsync("/pages/a"));
        Assert.Equal("a 2", await _two.GetAsync("/pages/a?v=2"));
        Assert.Equal("b 3", await _two.GetAsync("/pages/b"));
    }

    [Fact]
    public async Task What_one_instance_evicts_is_gone_in_all()
    {
        Assert.Equal("a 1", await _one.GetAsync("/pages/a"));
        Assert.Equal("b 2", await _one.GetAsync("/pages/b"));
        await StoredAsync(2);

        await _two.Store.EvictByTagAsync("a", default);
        var a = await StoreAsync(_one, "/pages/a", 2);
        Assert.NotEqual("a 1", a);
        Assert.Equal(a, await _two.GetAsync("/pages/a"));
        Assert.Equal("b 2", await _two.GetAsync("/pages/b"));

        await _one.Store.EvictByTagAsync("pages", default);
        Assert.NotEqual(a, await _two.GetAsync("/pages/a"));
        Assert.NotEqual("b 2", await _one.GetAsync("/pages/b"));
    }

    [Fact]
    public async Task What_is_evicted_while_it_is_made_is_answered_and_not_stored()
    {
        var gate = _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var early = _one.GetAsync("/pages/a");
        await Eventually.That("it is being made", () => Volatile.Read(ref _made) is 1);
        await _two.Store.EvictByTagAsync("a", default);
        gate.SetResult();

        Assert.Equal("a 1", await early);
        var a = await StoreAsync(_one, "/pages/a", 1);
        Assert.NotEqual("a 1", a);
        Assert.Equal(a, await _two.GetAsync("/pages/a"));
    }

    [Fact]
    public async Task What_is_too_large_is_made_every_time()
    {
        await using var small = await PageService.StartAsync(Redis, _prefix, MakeAsync, ("CacheLayer:Keyspaces:output:MaxEntryBytes", "64"));

        Assert.Equal("a 1", await small.GetAsync("/pages/a"));
        Assert.Equal("a 2", await small.GetAsync("/pages/a"));
    }

    [Fact]
    public async Task Without_Redis_pages_are_made_and_an_eviction_says_that_it_failed()
    {
        await using var redis = await RedisReplicaSet.StartSingleAsync();
        await using var alone = await PageService.StartAsync(redis.ConnectionString, _prefix, MakeAsync, ("CacheLayer:Connections:WriteDeadline", "00:00:00.1"));
        redis.Nodes[0].Process.Kill();

        Assert.Equal("a 1", await alone.GetAsync("/pages/a"));
        Assert.Equal("a 2", await alone.GetAsync("/pages/a"));
        await Assert.ThrowsAsync<CacheUnavailableException>(() => alone.Store.EvictByTagAsync("a", default).AsTask());
    }

    [Fact]
    public async Task Any_text_is_a_key_or_a_tag_and_buffers_are_written_and_read()
    {
        var store = (IOutputCacheBufferStore)_one.Store;
        string[] texts = ["GET\u001e{a}\u001f/\0", "}", "日本", new('x', 2_000), "*"];
        foreach (var text in texts)
        {
            Assert.Null(await store.GetAsync(text, default));
            await store.SetAsync(text, new ReadOnlySequence<byte>([1, 2]), new string[] { text }, TimeSpan.FromMinutes(1), default);
            var pipe = new Pipe();
            Assert.True(await store.TryGetAsync(text, pipe.Writer, default));
            Assert.Equal(new byte[] { 1, 2 }, (await pipe.Reader.ReadAsync()).Buffer.ToArray());
        }

        foreach (var text in texts)
        {
            await store.EvictByTagAsync(text, default);
            Assert.Null(await store.GetAsync(text, default));
        }
    }

    [Fact]
    public async Task What_was_cancelled_before_it_began_is_not_done()
    {
        var cancelled = new CancellationToken(canceled: true);
        await _one.Store.SetAsync("k", [1], ["t"], TimeSpan.FromMinutes(1), default);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await _one.Store.GetAsync("k", cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await _one.Store.SetAsync("k", [2], null, TimeSpan.FromMinutes(1), cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await _one.Store.EvictByTagAsync("t", cancelled));
        Assert.Equal(new byte[] { 1 }, await _one.Store.GetAsync("k", default));
    }

    // What was begun within a moment of an eviction is not stored: then it is made again.
    private async Task<string> StoreAsync(PageService service, string path, int pages)
    {
        var page = "";
        await Eventually.AsyncThat($"{pages} pages are stored", async () =>
        {
            page = await service.GetAsync(path);
            return await CountAsync() == pages;
        });
        return page;
    }

    // A client may have its answer before it is stored.
    private Task StoredAsync(int pages) => Eventually.AsyncThat($"{pages} pages are stored", async () => await CountAsync() == pages);

    private async Task<int> CountAsync() => ((string[])(await fixture.Redis.Nodes[0].ExecuteAsync("KEYS", $"{_prefix}:*"))!).Length;

    private async Task<string> MakeAsync(string id)
    {
        var number = Interlocked.Increment(ref _made);
        if (Interlocked.Exchange(ref _gate, null) is { } gate)
        {
            await gate.Task;
        }

        return $"{id} {number}";
    }
}
