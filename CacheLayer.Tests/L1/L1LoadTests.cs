using System.Collections.Concurrent;
using System.Diagnostics;
using CacheLayer.Tests.Cluster;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;

namespace CacheLayer.Tests.L1;

/// <summary>A process that reads and one that invalidates, as fast as they can.</summary>
[Trait("Tier", "faults")]
[Collection(RedisFaultTests.Name)]
public sealed class L1LoadTests
{
    private const int Keys = 500;
    private const int Rounds = 8;
    private const int KeysPerMove = 250;

    // The default of L1TrackingTimeout.
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(1);

    private readonly Keyspace<long> _things = Keyspace.Create<long>("thing", "t");
    private readonly long[] _versions = new long[Keys];
    private readonly Acknowledged[] _acknowledged = new Acknowledged[Keys];
    private readonly ConcurrentQueue<string> _stale = new();
    private long _reads;
    private long _fromL1;

    [Fact]
    public async Task No_read_that_begins_after_acknowledgement_and_bound_is_older()
    {
        await using var redis = await RedisReplicaSet.StartAsync();
        await RunAsync(redis, _ => Task.CompletedTask);
    }

    [Fact]
    public async Task Nor_is_one_on_a_cluster_whose_slots_move()
    {
        await using var redis = await RedisCluster.StartAsync(nodeTimeout: TimeSpan.FromSeconds(30));
        await RunAsync(redis, async key =>
        {
            if (key % KeysPerMove is 0)
            {
                await (await SlotMove.PlanAsync(redis, $"t:{key}")).RunAsync();
            }
        });
    }

    private async Task RunAsync(RedisServers redis, Func<int, Task> beforeChange)
    {
        Array.Fill(_versions, 1);
        Array.Fill(_acknowledged, new(0, 1, 0));
        await using var reader = await CacheProcess.StartAsync(
            redis.ConnectionString, time: null, ("CacheLayer:Keyspaces:thing:L1:Enabled", "true"), ("CacheLayer:Keyspaces:thing:L1:MaxLife", "1.00:00:00"));
        await using var writer = await CacheProcess.StartAsync(redis.ConnectionString);
        using var stop = new CancellationTokenSource();
        var reading = Enumerable.Range(0, 4).Select(i => Task.Run(() => ReadAsync(reader, i, stop.Token))).ToArray();

        for (var round = 0; round < Rounds; round++)
        {
            for (var key = 0; key < Keys; key++)
            {
                await beforeChange(key);
                await ChangeAsync(writer, key);
            }
        }

        // What was kept wrongly at the very end would be served for a day.
        var last = Stopwatch.GetTimestamp();
        await Eventually.That("the bound is over", () => Stopwatch.GetElapsedTime(last) > Bound);
        var before = Interlocked.Read(ref _reads);
        await Eventually.That("every key was read again", () => Interlocked.Read(ref _reads) > before + (8 * Keys) || !_stale.IsEmpty);
        await stop.CancelAsync();
        await Task.WhenAll(reading);

        Assert.True(_stale.IsEmpty, $"{_stale.Count} of {_reads} reads were stale:\n{string.Join('\n', _stale.Take(5))}");
        Assert.True(_fromL1 > _reads / 10, $"{_fromL1} of {_reads} reads were answered from memory.");
    }

    private async Task ChangeAsync(CacheProcess writer, int key)
    {
        var version = Interlocked.Increment(ref _versions[key]);
        await Eventually.AsyncThat("it is acknowledged", async () =>
        {
            await writer.InvalidateAsync(_things, $"{key}", version);
            return true;
        });
        Volatile.Write(ref _acknowledged[key], new(Stopwatch.GetTimestamp(), version, Volatile.Read(ref _acknowledged[key]).Version));
    }

    private async Task ReadAsync(CacheProcess reader, int seed, CancellationToken cancellationToken)
    {
        var origin = new Origin(_versions);
        for (var key = seed * Keys / 4; !cancellationToken.IsCancellationRequested; key = (key + 1) % Keys)
        {
            var acknowledged = Volatile.Read(ref _acknowledged[key]);
            var oldest = Stopwatch.GetElapsedTime(acknowledged.At) > Bound ? acknowledged.Version : acknowledged.VersionBefore;
            var read = await reader.Aside.GetOrFetchAsync(_things, $"{key}", origin, CancellationToken.None);
            Interlocked.Increment(ref _reads);
            Interlocked.Add(ref _fromL1, read.FromL1 ? 1 : 0);
            if (read.Value < oldest)
            {
                _stale.Enqueue($"{key}: {read.Value} instead of {oldest}, {read}");
            }

            if (read.FromL1)
            {
                // Leaves the processors to the others.
                await Task.Yield();
            }
        }
    }

    private sealed record Acknowledged(long At, long Version, long VersionBefore);

    private sealed class Origin(long[] versions) : Fetcher<long>
    {
        public override ValueTask<Fetched<long>> FetchAsync(string id, CancellationToken cancellationToken)
        {
            var version = Interlocked.Read(ref versions[int.Parse(id)]);
            return new(new Fetched<long>(version, version));
        }
    }
}
