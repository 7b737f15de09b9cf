using CacheLayer.Redis.Dispatch;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;

namespace CacheLayer.Tests.Topology;

[Trait("Tier", "faults")]
[Collection(RedisFaultTests.Name)]
public sealed class CallSweeperTests
{
    private readonly Keyspace<string> _things = Keyspace.Create<string>("thing", "t");

    [Fact]
    public async Task The_timer_rests_while_no_call_waits_and_a_call_after_it_is_still_given_up_when_its_caller_cancels()
    {
        await using var redis = await RedisReplicaSet.StartSingleAsync();
        await using var cache = await CacheProcess.StartAsync(redis.ConnectionString, null, CacheProcess.Patient);
        await cache.Client.GetAsync(_things, "a");
        await Eventually.That("the timer rests", () => !CallSweeper.IsRunning);

        await redis.Nodes[0].ExecuteAsync("CLIENT", "PAUSE", "60000", "ALL");
        using var cancelled = new CancellationTokenSource();
        var read = cache.Client.GetAsync(_things, "a", cancelled.Token).AsTask();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
    }
}
