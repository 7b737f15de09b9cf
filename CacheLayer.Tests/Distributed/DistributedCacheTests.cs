using System.Buffers;
using CacheLayer.Tests.Redis;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CacheLayer.Tests.Distributed;

/// <summary>What people rely on from an <see cref="IDistributedCache"/>: the same suite for this one and for Microsoft's over Redis.</summary>
public abstract class DistributedCacheTests(RedisSingleFixture fixture) : IAsyncLifetime
{
    private static readonly DistributedCacheEntryOptions Hour = new() { AbsoluteExpirationRelativeToNow = TimeSpan.FromHours(1) };

    private readonly string _key = $"key {Guid.NewGuid():N}";
    private readonly byte[] _bytes = [1, 0, 255, 0];
    private IHost _host = null!;

    private protected string Redis => fixture.Redis.ConnectionString;

    private protected RedisNode Node => fixture.Redis.Nodes[0];

    private protected IDistributedCache Cache => _host.Services.GetRequiredService<IDistributedCache>();

    private IBufferDistributedCache Buffers => (IBufferDistributedCache)Cache;

    public async Task InitializeAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        Configure(builder);
        _host = builder.Build();
        await _host.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }

    private protected abstract void Configure(HostApplicationBuilder builder);

    /// <summary>Where a key is stored.</summary>
    private protected abstract string RedisKey(string key);

    [Fact]
    public async Task What_is_set_is_got_and_what_is_set_again_replaces_it()
    {
        Assert.Null(await Cache.GetAsync(_key));
        await Cache.SetAsync(_key, _bytes, Hour);
        Assert.Equal(_bytes, await Cache.GetAsync(_key));
        await Cache.SetAsync(_key, [7], Hour);
        Assert.Equal([7], await Cache.GetAsync(_key));
        await Cache.SetAsync(_key, [], Hour);
        Assert.Empty((await Cache.GetAsync(_key))!);
    }

    [Fact]
    public async Task What_is_removed_is_gone()
    {
        await Cache.SetAsync(_key, _bytes, Hour);
        await Cache.RemoveAsync(_key);
        await Cache.RemoveAsync(_key);

        Assert.Null(await Cache.GetAsync(_key));
    }

    [Fact]
    public void The_synchronous_calls_do_the_same()
    {
        Cache.Set(_key, _bytes, Hour);
        Cache.Refresh(_key);
        Assert.Equal(_bytes, Cache.Get(_key));
        Cache.Remove(_key);
        Assert.Null(Cache.Get(_key));
    }

    [Fact]
    public async Task Buffers_are_written_and_read()
    {
        var destination = new ArrayBufferWriter<byte>();
        Assert.False(await Buffers.TryGetAsync(_key, destination));
        await Buffers.SetAsync(_key, new ReadOnlySequence<byte>(_bytes), Hour);
        Assert.True(await Buffers.TryGetAsync(_key, destination));
        Assert.Equal(_bytes, destination.WrittenSpan.ToArray());
        Buffers.Set(_key, new ReadOnlySequence<byte>([9]), Hour);
        Assert.True(Buffers.TryGet(_key, destination));
        Assert.Equal([.. _bytes, 9], destination.WrittenSpan.ToArray());
    }

    [Fact]
    public async Task An_absolute_expiration_is_the_end()
    {
        await Cache.SetAsync(_key, _bytes, Hour);
        await AssertLeftAsync(3_000_000, 3_600_000);
        await Cache.SetAsync(_key, _bytes, new() { AbsoluteExpiration = TimeProvider.System.GetUtcNow().AddMinutes(10) });
        await AssertLeftAsync(500_000, 600_000);
        await SetLeftAsync(60_000);
        await Cache.GetAsync(_key);
        await Cache.RefreshAsync(_key);
        await AssertLeftAsync(1, 60_000);
    }

    [Fact]
    public async Task A_sliding_expiration_begins_anew_with_each_read_and_refresh()
    {
        await Cache.SetAsync(_key, _bytes, new() { SlidingExpiration = TimeSpan.FromMinutes(10) });
        await AssertLeftAsync(500_000, 600_000);
        await SetLeftAsync(60_000);
        Assert.Equal(_bytes, await Cache.GetAsync(_key));
        await AssertLeftAsync(500_000, 600_000);
        await SetLeftAsync(60_000);
        await Cache.RefreshAsync(_key);
        await AssertLeftAsync(500_000, 600_000);
    }

    [Fact]
    public async Task A_sliding_expiration_does_not_pass_the_absolute_one()
    {
        await Cache.SetAsync(_key, _bytes, new() { SlidingExpiration = TimeSpan.FromHours(1), AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(10) });
        await AssertLeftAsync(500_000, 600_000);
        await Cache.GetAsync(_key);
        await AssertLeftAsync(500_000, 600_000);
    }

    [Fact]
    public async Task Refreshing_what_is_not_there_does_nothing()
    {
        await Cache.RefreshAsync(_key);

        Assert.Null(await Cache.GetAsync(_key));
    }

    [Fact]
    public async Task Nulls_and_an_end_in_the_past_are_argument_errors()
    {
        await Assert.ThrowsAsync<ArgumentNullException>(() => Cache.GetAsync(null!));
        await Assert.ThrowsAsync<ArgumentNullException>(() => Cache.RemoveAsync(null!));
        await Assert.ThrowsAsync<ArgumentNullException>(() => Cache.RefreshAsync(null!));
        await Assert.ThrowsAsync<ArgumentNullException>(() => Cache.SetAsync(_key, null!, Hour));
        await Assert.ThrowsAsync<ArgumentNullException>(() => Cache.SetAsync(_key, _bytes, null!));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Cache.SetAsync(_key, _bytes, new() { AbsoluteExpiration = DateTimeOffset.UnixEpoch }));
    }

    [Fact]
    public async Task What_was_cancelled_before_it_began_is_not_done()
    {
        var cancelled = new CancellationToken(canceled: true);
        await Cache.SetAsync(_key, _bytes, Hour);

        await AssertCancelledAsync(() => Cache.SetAsync(_key, [7], Hour, cancelled));
        await AssertCancelledAsync(() => Buffers.SetAsync(_key, new ReadOnlySequence<byte>([7]), Hour, cancelled).AsTask());
        await AssertCancelledAsync(() => Cache.RemoveAsync(_key, cancelled));
        await AssertCancelledAsync(() => Cache.RefreshAsync(_key, cancelled));
        await AssertCancelledAsync(() => Cache.GetAsync(_key, cancelled));
        await AssertCancelledAsync(() => Buffers.TryGetAsync(_key, new ArrayBufferWriter<byte>(), cancelled).AsTask());
        Assert.Equal(_bytes, await Cache.GetAsync(_key));
    }

    [Fact]
    public async Task Any_text_is_a_key()
    {
        string[] keys = [$"{_key}{{a}}", $"{_key}}}", $"{_key}\0\n", $"{_key}日本", $"{_key}{new string('x', 2_000)}"];
        for (var i = 0; i < keys.Length; i++)
        {
            await Cache.SetAsync(keys[i], [(byte)i], Hour);
        }

        for (var i = 0; i < keys.Length; i++)
        {
            Assert.Equal(new[] { (byte)i }, await Cache.GetAsync(keys[i]));
        }
    }

    private static Task AssertCancelledAsync(Func<Task> call) => Assert.ThrowsAnyAsync<OperationCanceledException>(call);

    private async Task AssertLeftAsync(long least, long most) => Assert.InRange((long)await Node.ExecuteAsync("PTTL", RedisKey(_key)), least, most);

    private async Task SetLeftAsync(int milliseconds) => Assert.Equal(1, (long)await Node.ExecuteAsync("PEXPIRE", RedisKey(_key), milliseconds));
}
