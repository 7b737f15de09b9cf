using CacheLayer.Redis.Dispatch;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;
using StackExchange.Redis;

namespace CacheLayer.Tests.Topology;

[Trait("Tier", "redis")]
public sealed class SingleNodeTests(RedisSingleFixture fixture) : IClassFixture<RedisSingleFixture>
{
    private Redis.RedisNode Node => fixture.Redis.Nodes[0];

    [Fact]
    public async Task One_node_is_read_and_written()
    {
        await using var router = await Routers.StartAsync(fixture.Redis.ConnectionString);
        Assert.True(await router.SetAsync("single", "v", WriteRetry.Never));
        Assert.Equal("v", await router.GetAsync("single"));
        var status = Assert.Single(router.Nodes);
        Assert.True(status is { IsPrimary: true, IsReadable: true, IsConnected: true, InFlight: 0, Connections: 1, UsedMemory: > 0, MaxMemory: > 0 });
        Assert.Equal(0, router.PoolUsage);
    }

    [Fact]
    public async Task Requests_under_way_are_the_use_of_the_pool()
    {
        await using var router = await Routers.StartAsync(fixture.Redis.ConnectionString, settings => settings.Connections.RequestsPerConnection = 4);
        var answer = new TaskCompletionSource<int>();
        var reads = Enumerable.Range(0, 2).Select(_ => router.ReadAsync(answer, static (_, answer) => answer.Task, CancellationToken.None).AsTask()).ToArray();
        Assert.Equal(0.5 / router.Nodes[0].Connections, router.PoolUsage, 3);
        Assert.Equal(2, router.Nodes[0].InFlight);
        answer.SetResult(1);
        await Task.WhenAll(reads);
        Assert.Equal(0, router.PoolUsage);
    }

    [Fact]
    public async Task The_least_loaded_of_several_connections_is_used()
    {
        await using var router = await Routers.StartAsync(fixture.Redis.ConnectionString, settings =>
            (settings.Connections.MinConnectionsPerNode, settings.Connections.MaxConnectionsPerNode) = (3, 3));
        var answer = new TaskCompletionSource<int>();
        var used = new HashSet<IConnectionMultiplexer>();
        var reads = Enumerable.Range(0, 3).Select(_ => router.ReadAsync(
            (used, answer),
            static (db, state) =>
            {
                state.used.Add(db.Multiplexer);
                return state.answer.Task;
            },
            CancellationToken.None).AsTask()).ToArray();
        Assert.Equal(3, used.Count);
        answer.SetResult(1);
        await Task.WhenAll(reads);
    }

    [Fact]
    public async Task A_caller_that_cancels_is_let_go()
    {
        await using var router = await Routers.StartAsync(fixture.Redis.ConnectionString);
        using var cancellation = new CancellationTokenSource();
        var never = new TaskCompletionSource<int>();
        var read = router.ReadAsync(never, static (_, never) => never.Task, cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await read);
    }

    [Fact]
    public async Task A_command_that_the_node_refuses_fails_as_itself()
    {
        await using var router = await Routers.StartAsync(fixture.Redis.ConnectionString);
        await Node.ExecuteAsync("RPUSH", "list", "1");
        await Assert.ThrowsAsync<RedisServerException>(() => router.GetAsync("list"));
    }

    [Fact]
    public async Task INFO_is_asked_for_one_section_at_a_time_because_older_servers_take_no_more()
    {
        await Node.ExecuteAsync("CONFIG", "SET", "slowlog-max-len", "1000", "slowlog-log-slower-than", "0");
        await using (await Routers.StartAsync(fixture.Redis.ConnectionString))
        {
            // It has probed the node by now.
        }

        await Node.ExecuteAsync("CONFIG", "SET", "slowlog-log-slower-than", "-1");
        var commands = ((RedisResult[])(await Node.ExecuteAsync("SLOWLOG", "GET", "-1"))!).Select(entry => (string[])entry[3]!).Where(command => command[0] is "INFO").ToArray();
        Assert.Contains(commands, command => command[1] is "replication");
        Assert.All(commands, command => Assert.InRange(command.Length, 1, 2));
    }

    [Fact]
    public async Task Script_flush_does_no_harm()
    {
        await using var router = await Routers.StartAsync(fixture.Redis.ConnectionString);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(7, await router.WriteAsync(0, static async (db, _) => (int)await db.ScriptEvaluateAsync("return 7"), WriteRetry.Never, CancellationToken.None));
            await Node.ExecuteAsync("SCRIPT", "FLUSH");
        }
    }

    [Fact]
    public async Task An_acl_user_needs_no_more_than_the_commands_that_are_used()
    {
        await Node.ExecuteAsync("ACL", "SETUSER", "app", "on", ">app-secret", "~p:*", "resetchannels", "-@all", "+get", "+set", "+info", "+ping", "+hello", "+echo", "+client|setname", "+client|id");
        await using var router = await Routers.StartAsync($"{Node.Address},user=app,password=app-secret");
        Assert.True(await router.SetAsync("p:acl", "v", WriteRetry.Never));
        Assert.Equal("v", await router.GetAsync("p:acl"));
        await Assert.ThrowsAsync<RedisServerException>(() => router.GetAsync("other"));
    }

    [Fact]
    public async Task A_node_that_is_down_at_start_does_not_prevent_it_and_is_used_when_it_is_up()
    {
        await using var redis = RedisReplicaSet.CreateSingle();
        await using var router = await Routers.StartAsync(redis.ConnectionString);
        await Assert.ThrowsAsync<CacheUnavailableException>(() => router.GetAsync("k"));
        redis.Nodes[0].Process.Start();
        await Eventually.AsyncThat("the node is used", async () => await router.SetAsync("k", "v", WriteRetry.Never));
        await Eventually.AsyncThat("the node is read", async () => await router.GetAsync("k") == "v");
    }
}
