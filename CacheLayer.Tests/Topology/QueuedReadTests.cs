using CacheLayer.Redis.Dispatch;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;

namespace CacheLayer.Tests.Topology;

/// <summary>Reads that wait in the queue of a connection because others are under way on it.</summary>
[Trait("Tier", "redis")]
public sealed class QueuedReadTests(RedisSingleFixture fixture) : IClassFixture<RedisSingleFixture>, IAsyncLifetime
{
    private readonly TaskCompletionSource<string> _answer = new();
    private TopologyRouter _router = null!;

    public async Task InitializeAsync() => _router = await Routers.StartAsync(fixture.Redis.ConnectionString, settings =>
    {
        settings.Connections.ProbeInterval = TimeSpan.FromSeconds(10);
        settings.Connections.MaxReplicaStaleness = TimeSpan.FromMinutes(1);
        settings.Connections.CommandTimeout = TimeSpan.FromMinutes(1);
    });

    public async Task DisposeAsync() => await _router.DisposeAsync();

    [Fact]
    public async Task One_that_waits_longer_than_an_attempt_may_take_is_sent_only_to_a_node_that_is_readable_then()
    {
        var node = _router.PreferredNode!;
        using var held = new ManualResetEventSlim();
        var isHeld = new TaskCompletionSource();
        Task<string>[] others = [ReadAsync(() => _answer.Task), ReadAsync(() => _answer.Task), ReadAsync(() =>
        {
            isHeld.SetResult();
            held.Wait();
            node.RevokeReadLease();
            return _answer.Task;
        })];
        await isHeld.Task;

        var readable = new List<bool>();
        var late = ReadAsync(() =>
        {
            readable.Add(node.ReadableUntil > Environment.TickCount64);
            return Task.FromResult("late");
        });
        var overdueAt = Environment.TickCount64 + (long)new CacheConnectionOptions().ReadAttemptTimeout.TotalMilliseconds;
        await Eventually.That("it is overdue", () => Environment.TickCount64 > overdueAt);
        Assert.Empty(readable);
        held.Set();

        Assert.Equal("late", await late);
        Assert.Equal([true], readable);
        _answer.SetResult("others");
        Assert.Equal(["others", "others", "others"], await Task.WhenAll(others));
    }

    [Fact]
    public async Task What_a_caller_does_with_its_answer_holds_nobody_up()
    {
        var first = ReadAsync(() => _answer.Task);
        var second = ReadAsync(() => _answer.Task);

        // Answered before it is waited for, and by a caller who blocks the thread that it goes on with.
        using var done = new ManualResetEventSlim();
        var isBlocked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var blocking = Task.Run(async () =>
        {
            await ReadAsync(() => Task.FromResult("at once"));
            isBlocked.SetResult();
            done.Wait();
        });
        await isBlocked.Task;
        Assert.Equal("next", await ReadAsync(() => Task.FromResult("next")).WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System));
        done.Set();
        await blocking;
        _answer.SetResult("");
        await Task.WhenAll(first, second);
    }

    private Task<string> ReadAsync(Func<Task<string>> answer)
        => _router.ReadAsync(answer, static (_, answer) => answer(), CancellationToken.None).AsTask();
}
