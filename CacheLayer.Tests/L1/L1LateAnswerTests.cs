using CacheLayer.L1;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;

namespace CacheLayer.Tests.L1;

/// <summary>A read whose answer is under way while its key is changed, and the process is told of that before the answer arrives.</summary>
[Trait("Tier", "faults")]
public sealed class L1LateAnswerTests
{
    private readonly Keyspace<string> _things = Keyspace.Create<string>("thing", "t");

    [Fact]
    public async Task It_is_answered_and_not_kept()
    {
        await using var redis = await RedisReplicaSet.StartSingleAsync();
        var node = redis.Nodes[0];
        await using var proxy = new StallingProxy(node.Process.Port);

        // What ends a wait is an event, also on a slow machine.
        await using var reader = await CacheProcess.StartAsync(
            redis.ConnectionString.Replace(node.Address, proxy.Address, StringComparison.Ordinal),
            time: null,
            ("CacheLayer:Keyspaces:thing:L1:Enabled", "true"),
            ("CacheLayer:Connections:CommandTimeout", "00:00:30"),
            ("CacheLayer:Connections:ReadAttemptTimeout", "00:00:30"),
            ("CacheLayer:Connections:MaxReplicaStaleness", "00:01:00"),
            ("CacheLayer:Connections:L1TrackingTimeout", "00:01:00"));
        await using var writer = await CacheProcess.StartAsync(redis.ConnectionString, time: null, ("CacheLayer:Keyspaces:thing:L1:Enabled", "true"));

        // The connection that tells of changes is opened by the first read, and so is not held.
        proxy.HoldAnswers().SetResult();
        await writer.Client.SetAsync(_things, "other", "x");
        await Eventually.AsyncThat("it is told of changes", async () => (await reader.Client.GetAsync(_things, "other")).FromL1);

        for (var i = 1; i <= 20; i++)
        {
            await writer.Client.SetAsync(_things, "a", "old");
            await Eventually.AsyncThat("the change is heard", async () => (await reader.Client.GetAsync(_things, "other")).FromL1);
            var gate = proxy.HoldAnswers();
            var before = await GetsAsync(node);
            var reading = reader.Client.GetAsync(_things, "a").AsTask();
            await Eventually.AsyncThat("the node has answered", async () => await GetsAsync(node) != before);

            await writer.InvalidateAsync(_things, "a");
            await writer.Client.SetAsync(_things, "other", $"{i}");
            await Eventually.That("the reader was told", () => !IsInMemory(reader, "other"));
            gate.SetResult();

            Assert.Equal("old", (await reading).Value);
            Assert.False(IsInMemory(reader, "a"));
            Assert.Equal(CacheOutcome.Miss, (await reader.Client.GetAsync(_things, "a")).Outcome);
        }
    }

    private static async Task<string> GetsAsync(RedisNode node) => (await node.InfoAsync("cmdstat_get")).Split(',')[0];

    private bool IsInMemory(CacheProcess process, string id)
        => process.L1.All.OfType<L1Store<string>>().Single(store => store.Keyspace == _things).TryGet(id, out _);
}
