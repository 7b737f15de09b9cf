using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;
using Xunit.Abstractions;

namespace CacheLayer.Tests.Cluster;

/// <summary>Slots move from node to node while they are read, filled and invalidated.</summary>
[Trait("Tier", "faults")]
public sealed class SlotMoveTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly TimeSpan NodeTimeout = TimeSpan.FromSeconds(30);

    private readonly Keyspace<string> _things = Keyspace.Create<string>("thing", "t");
    private readonly Origin _origin = new();
    private RedisCluster _redis = null!;
    private CacheProcess _cache = null!;

    // Reads the primaries first.
    private CacheProcess _near = null!;

    public async Task InitializeAsync()
    {
        _redis = await RedisCluster.StartAsync(spare: 1, NodeTimeout);
        _cache = await CacheProcess.StartAsync(_redis.ConnectionString);
        _near = await CacheProcess.StartAsync($"{_redis.ConnectionString},zones=near|near|near|far|far|far", null, ("CacheLayer:Zone", "near"));
    }

    public async Task DisposeAsync()
    {
        await _near.DisposeAsync();
        await _cache.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task A_key_is_hit_before_on_and_after_its_way()
    {
        await SetAsync("a");
        var move = await SlotMove.PlanAsync(_redis, "t:a");
        await HitAsync();
        await move.BeginAsync();
        await HitAsync();

        // The old primary redirects it (ASK), and the new one answers only who says that it was redirected.
        await move.MoveKeyAsync();
        await HitAsync();
        Assert.False((await _near.Client.GetAsync(_things, ClusterKeys.Neighbour("t:a")["t:".Length..])).IsHit);
        await move.EndAsync();
        await HitAsync();
        Assert.Equal(move.To, (await _redis.NodesOfAsync("t:a"))[0]);
        await _redis.ReplicatedAsync();
        Assert.True((await _cache.Client.GetAsync(_things, "a")).IsHit);

        async Task HitAsync() => Assert.Equal((CacheOutcome.Hit, "value of a"), await ReadAsync());

        async Task<(CacheOutcome, string?)> ReadAsync()
        {
            var read = await _near.Client.GetAsync(_things, "a");
            return (read.Outcome, read.Value);
        }
    }

    [Fact]
    public async Task What_is_on_its_way_is_answered_and_never_wrong()
    {
        var move = await SlotMove.PlanAsync(_redis, "t:a");
        await move.BeginAsync();

        // Value, lease and watermark cannot be written together while they may be on two nodes: fetched, and not stored.
        Assert.Equal("value of a", (await GetOrFetchAsync("a")).Value);
        Assert.Equal("value of a", (await GetOrFetchAsync("a")).Value);
        Assert.Equal(2, _origin.Calls.Count);

        await move.EndAsync();
        await GetOrFetchAsync("a");
        await Eventually.AsyncThat("it is stored again", async () => (await GetOrFetchAsync("a")).IsHit);
    }

    [Fact]
    public async Task An_invalidation_of_what_is_on_its_way_is_acknowledged_when_it_has_arrived_and_holds()
    {
        await SetAsync("a");
        var move = await SlotMove.PlanAsync(_redis, "t:a");
        await move.BeginAsync();
        var invalidating = Task.CompletedTask;
        try
        {
            await move.MoveKeyAsync();
            invalidating = _cache.InvalidateAsync(_things, "a", version: 2);
        }
        finally
        {
            await move.EndAsync();
        }

        await invalidating;
        Assert.False(await _redis.ExistsAsync("t:a"));
        foreach (var node in _redis.Nodes)
        {
            Assert.Empty((string[])(await node.ExecuteAsync("KEYS", "t:a"))!);
        }
    }

    [Fact]
    public async Task A_node_that_joins_and_is_given_a_slot_is_found()
    {
        await SetAsync("a");
        var joined = _redis.Spare[0];
        await _redis.JoinAsync(joined);
        var old = (await _redis.NodesOfAsync("t:a"))[0];
        await new SlotMove("t:a", old, joined, _redis.Password).RunAsync();

        Assert.True((await _near.Client.GetAsync(_things, "a")).IsHit);

        // A replica may not know for a moment where the key went to, and says that there is none.
        await Eventually.AsyncThat("it is hit", async () => (await _cache.Client.GetAsync(_things, "a")).IsHit);
        await _cache.InvalidateAsync(_things, "a");
        Assert.False((await _cache.Client.GetAsync(_things, "a")).IsHit);
        Assert.Contains(_cache.Router.Nodes, node => node.Name == joined.Address && node.IsPrimary);
    }

    [Fact]
    public async Task Reads_fills_and_invalidations_go_on_while_slots_move_and_no_read_is_older_than_acknowledged()
    {
        const int Keys = 8;
        const int Moves = 40;
        var versions = new long[Keys];
        var acknowledged = new long[Keys];
        _origin.Answer = id => new($"{Volatile.Read(ref versions[int.Parse(id)])}", Version: Volatile.Read(ref versions[int.Parse(id)]));
        await using var other = await CacheProcess.StartAsync(_redis.ConnectionString);
        using var stopping = new CancellationTokenSource();
        var (reads, hits, writes) = (0, 0, 0);
        Task[] workers = [];
        workers = [.. Enumerable.Range(0, Keys).SelectMany(key => (Task[])[ReadAsync(_cache, key), ReadAsync(other, key), WriteAsync(key)])];

        for (var i = 0; i < Moves; i++)
        {
            await (await SlotMove.PlanAsync(_redis, $"t:{i % Keys}")).RunAsync();
            var target = Volatile.Read(ref reads) + 100;
            await Eventually.That("some more reads", () => Volatile.Read(ref reads) >= target || Array.Exists(workers, worker => worker.IsFaulted));
        }

        await stopping.CancelAsync();
        await Task.WhenAll(workers);
        output.WriteLine($"{Moves} slots moved; {reads} reads, {hits} of them hits; {writes} invalidations acknowledged");
        Assert.True(writes > 0 && hits > 0);

        async Task ReadAsync(CacheProcess process, int key)
        {
            while (!stopping.IsCancellationRequested)
            {
                var atLeast = Volatile.Read(ref acknowledged[key]);
                var read = await process.Aside.GetOrFetchAsync(_things, $"{key}", _origin);
                Assert.True(long.Parse(read.Value!) >= atLeast, $"{read.Value} was read ({read.Outcome}) after {atLeast} had been acknowledged");
                Interlocked.Increment(ref reads);
                if (read.IsHit)
                {
                    Interlocked.Increment(ref hits);
                }

                await Task.Yield();
            }
        }

        async Task WriteAsync(int key)
        {
            while (!stopping.IsCancellationRequested)
            {
                var version = Interlocked.Increment(ref versions[key]);
                await Eventually.AsyncThat("an invalidation is acknowledged", async () =>
                {
                    await other.InvalidateAsync(_things, $"{key}", version);
                    return true;
                });
                Volatile.Write(ref acknowledged[key], version);
                Interlocked.Increment(ref writes);
                var target = Volatile.Read(ref reads) + 50;
                await Eventually.That("some reads", () => Volatile.Read(ref reads) >= target || stopping.IsCancellationRequested || Array.Exists(workers, worker => worker.IsFaulted));
            }
        }
    }

    private async Task SetAsync(string id)
    {
        Assert.True(await _cache.Client.SetAsync(_things, id, $"value of {id}"));
        await _redis.ReplicatedAsync();
    }

    private Task<CacheRead<string>> GetOrFetchAsync(string id) => _cache.Aside.GetOrFetchAsync(_things, id, _origin).AsTask();
}
