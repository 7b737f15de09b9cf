using CacheLayer.Catalogue;
using CacheLayer.Invalidator.Lag;
using CacheLayer.Tests.Events;
using CacheLayer.Tests.Support;
using StackExchange.Redis;

namespace CacheLayer.Tests.Invalidator;

[Trait("Tier", "redis")]
public sealed class StreamBacklogTests(EventNodeFixture events) : IClassFixture<EventNodeFixture>, IAsyncLifetime
{
    private ConnectionMultiplexer _connection = null!;

    private StreamBacklog Waiting => new(_connection);

    public async Task InitializeAsync()
    {
        await events.Node.ExecuteAsync("FLUSHALL");
        _connection = await ConnectionMultiplexer.ConnectAsync(events.ConnectionString);
    }

    public async Task DisposeAsync() => await _connection.DisposeAsync();

    [Fact]
    public async Task Without_a_stream_or_a_group_nothing_waits()
    {
        Assert.Equal(Backlog.None, await Waiting.MeasureAsync(CancellationToken.None));
        await events.AppendAsync("one");
        Assert.Equal(Backlog.None, await Waiting.MeasureAsync(CancellationToken.None));
    }

    [Fact]
    public async Task What_nobody_has_read_waits_and_ages()
    {
        await CreateGroupAsync();
        await events.AppendAsync("one");
        await events.AppendAsync("two");

        Assert.Equal(2, (await Waiting.MeasureAsync(CancellationToken.None)).Depth);
        await Eventually.AsyncThat("it ages", async () => (await Waiting.MeasureAsync(CancellationToken.None)).OldestAge > TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public async Task What_was_read_waits_until_it_is_acknowledged()
    {
        await CreateGroupAsync();
        var first = await events.AppendAsync("one");
        await events.Node.ExecuteAsync("XREADGROUP", "GROUP", ChangeStream.Group, "somebody", "STREAMS", ChangeStream.Name, ">");
        await events.AppendAsync("two");

        Assert.Equal(2, (await Waiting.MeasureAsync(CancellationToken.None)).Depth);
        await events.Node.ExecuteAsync("XACK", ChangeStream.Name, ChangeStream.Group, first);
        Assert.Equal(1, (await Waiting.MeasureAsync(CancellationToken.None)).Depth);
        await events.Node.ExecuteAsync("XREADGROUP", "GROUP", ChangeStream.Group, "somebody", "NOACK", "STREAMS", ChangeStream.Name, ">");
        Assert.Equal(Backlog.None, await Waiting.MeasureAsync(CancellationToken.None));
    }

    private Task CreateGroupAsync() => events.Node.ExecuteAsync("XGROUP", "CREATE", ChangeStream.Name, ChangeStream.Group, "0", "MKSTREAM");
}
