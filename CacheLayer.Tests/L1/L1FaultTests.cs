using CacheLayer.L1;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;

namespace CacheLayer.Tests.L1;

/// <summary>One node, and a connection to it that is lost, cut, or not answered.</summary>
[Trait("Tier", "faults")]
public sealed class L1FaultTests : IAsyncLifetime
{
    // Longer than any test waits: nothing goes because it is old.
    private static readonly (string, string)[] Settings =
        [("CacheLayer:Keyspaces:thing:L1:Enabled", "true"), ("CacheLayer:Keyspaces:thing:L1:MaxLife", "1.00:00:00"), ("CacheLayer:Keyspaces:thing:Ttl", "01:00:00")];

    private readonly Keyspace<string> _things = Keyspace.Create<string>("thing", "t");
    private RedisReplicaSet _redis = null!;
    private StallingProxy _proxy = null!;
    private CacheProcess _one = null!;
    private CacheProcess _two = null!;

    public async Task InitializeAsync()
    {
        _redis = await RedisReplicaSet.StartSingleAsync();
        var node = _redis.Nodes[0];
        _proxy = new(node.Process.Port);
        _one = await StartAsync();
        _two = await CacheProcess.StartAsync(_redis.ConnectionString);
        await ServedAsync("one");
    }

    public async Task DisposeAsync()
    {
        await _one.DisposeAsync();
        await _two.DisposeAsync();
        await _proxy.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task When_the_connection_is_killed_it_is_emptied_and_armed_anew()
    {
        var killed = await KillAsync();

        Assert.Equal(1, killed);
        await Eventually.That("it was emptied", () => _one.L1.Emptied(L1ClearReason.Lost) is 1);
        await ServedAsync("two");
    }

    [Fact]
    public async Task What_changes_while_the_connection_is_lost_is_not_served()
    {
        for (var i = 0; i < 50; i++)
        {
            await ServedAsync($"{i}");
            await KillAsync();
            await _two.InvalidateAsync(_things, "a");
            await Eventually.That("it was emptied", () => _one.L1.Emptied(L1ClearReason.Lost) == i + 1);
            Assert.NotEqual($"{i}", (await _one.Client.GetAsync(_things, "a")).Value);
        }
    }

    [Fact]
    public async Task A_connection_that_is_cut_without_a_sign_is_relied_on_for_a_bounded_time()
    {
        _proxy.StallLast();
        await _two.InvalidateAsync(_things, "a");

        await Eventually.AsyncThat("it is not served any more", async () => (await _one.Client.GetAsync(_things, "a")).Outcome is CacheOutcome.Miss);
        await Eventually.That("it was emptied", () => _one.L1.Emptied(L1ClearReason.Unresponsive) > 0);
        await ServedAsync("two");
    }

    [Fact]
    public async Task A_change_by_this_process_does_not_wait_until_it_is_told()
    {
        await using var process = await StartAsync(("CacheLayer:Connections:L1TrackingTimeout", "00:01:00"));
        await ServedAsync(process, "one");
        _proxy.StallLast();

        await process.InvalidateAsync(_things, "a");
        Assert.Equal(CacheOutcome.Miss, (await process.Client.GetAsync(_things, "a")).Outcome);

        await ServedAsync(process, "two");
        await process.Client.SetAsync(_things, "a", "three");
        Assert.Equal("three", (await process.Client.GetAsync(_things, "a")).Value);

        await ServedAsync(process, "three");
        await process.Client.DeleteAsync(_things, "a");
        Assert.Equal(CacheOutcome.Miss, (await process.Client.GetAsync(_things, "a")).Outcome);
    }

    [Fact]
    public async Task While_the_node_hangs_nothing_is_served_from_memory()
    {
        _redis.Nodes[0].Process.Hang();
        await Eventually.AsyncThat("nothing is served from memory", async () => !(await _one.Client.GetAsync(_things, "a")).FromL1);
        for (var i = 0; i < 20; i++)
        {
            Assert.False((await _one.Client.GetAsync(_things, "a")).FromL1);
        }

        _redis.Nodes[0].Process.Resume();
        await ServedAsync("two");
    }

    [Fact]
    public async Task A_node_that_dies_and_comes_back_empty_is_not_remembered()
    {
        _redis.Nodes[0].Process.Kill();
        await Eventually.AsyncThat("nothing is served from memory", async () => !(await _one.Client.GetAsync(_things, "a")).FromL1);
        _redis.Nodes[0].Process.Start();
        await Eventually.AsyncThat("the node is empty", async () => (await _one.Client.GetAsync(_things, "a")).Outcome is CacheOutcome.Miss);
        await ServedAsync("two");
    }

    /// <summary>Kills the connection that tells of changes.</summary>
    private async Task<int> KillAsync()
    {
        var killed = 0;
        var clients = (string)(await _redis.Nodes[0].ExecuteAsync("CLIENT", "LIST"))!;
        foreach (var client in clients.Split('\n').Where(line => line.Contains($"name={TrackingConnection.ClientName} ", StringComparison.Ordinal)))
        {
            killed += (int)await _redis.Nodes[0].ExecuteAsync("CLIENT", "KILL", "ID", client.Split(' ')[0]["id=".Length..]);
        }

        return killed;
    }

    private Task<CacheProcess> StartAsync(params (string, string)[] settings) => CacheProcess.StartAsync(
        _redis.ConnectionString.Replace(_redis.Nodes[0].Address, _proxy.Address, StringComparison.Ordinal), time: null, [.. Settings, .. settings]);

    private Task ServedAsync(string value) => ServedAsync(_one, value);

    private Task ServedAsync(CacheProcess process, string value) => Eventually.AsyncThat($"{value} is served from memory", async () =>
    {
        // Again and again: a node that just came back may not take it yet, and what was stored a moment ago may be gone with it.
        var read = await process.Client.GetAsync(_things, "a");
        if (read.Value != value)
        {
            await process.Client.SetAsync(_things, "a", value);
        }

        return read.FromL1 && read.Value == value;
    });
}
