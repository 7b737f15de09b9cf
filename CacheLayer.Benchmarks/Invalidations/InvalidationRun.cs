using System.Diagnostics;
using CacheLayer.Catalogue;
using CacheLayer.Entries;
using CacheLayer.Redis.Connections;
using CacheLayer.Scripts;
using CacheLayer.Tests.Cost.Counting;
using CacheLayer.Tests.Events;
using CacheLayer.Tests.Invalidator;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;
using HdrHistogram;
using StackExchange.Redis;

namespace CacheLayer.Benchmarks.Invalidations;

/// <summary>A replica set full of products, an event node, workers as processes of their own, and the time from event to gone.</summary>
internal sealed class InvalidationRun(int keys) : IAsyncDisposable
{
    private const int LoadBatch = 1_000;
    private const int WarmUp = 200;

    // As SNS hands it on. Its version is newer than that of every entry.
    private const string Envelope = """{"Records":[{"Sns":{"Message":"{\"event_type\":\"product_price_changed\",\"asin\":\"ASIN\",\"version\":1000000}"}}]}""";

    private static readonly KeyspaceOptions WithL1 = new() { L1 = new() { Enabled = true } };

    private RedisReplicaSet _redis = null!;
    private EventNode _events = null!;
    private ConnectionMultiplexer _cache = null!;
    private ConnectionMultiplexer _stream = null!;
    private int _next;

    public async Task StartAsync()
    {
        _redis = await RedisReplicaSet.StartAsync();
        _events = await EventNode.StartAsync();
        _stream = await ConnectionMultiplexer.ConnectAsync(_events.ConnectionString);
        _cache = await ConnectionMultiplexer.ConnectAsync(NodeOptions(0));
        foreach (var node in _redis.Nodes)
        {
            // Room for all: an entry that was evicted cannot go.
            await node.ExecuteAsync("CONFIG", "SET", "maxmemory", "0");
        }

        await LoadAsync(0, keys);
    }

    /// <summary>Publishes at a rate for some seconds, and measures when each product is gone from every node, and from the memory of two caches.</summary>
    public async Task<IReadOnlyList<InvalidationRow>> MeasureAsync(int workers, int rate, TimeSpan duration)
    {
        var count = (int)(rate * duration.TotalSeconds);
        var first = await TakeAsync(count + WarmUp);
        await using var nodes = await GoneWatch.OpenAsync(keys, [NodeOptions(0), NodeOptions(1), NodeOptions(2)]);
        await using var l1 = await L1Watch.OpenAsync(_redis.ConnectionString, [.. Enumerable.Range(first, count + WarmUp).Select(Id)]);
        var running = Enumerable.Range(0, workers).Select(_ => Worker()).ToList();
        try
        {
            // The first events are for the workers to start, and for their code to be compiled.
            await Task.WhenAll(Enumerable.Range(first, WarmUp).Select(key =>
            {
                l1.Publishing();
                return AppendAsync(key);
            }));
            await Eventually.That("the workers are warm", () => nodes.Gone is WarmUp && l1.Gone is WarmUp);

            var publishedAt = new long[count];
            var took = await PublishAsync(first + WarmUp, rate, publishedAt, l1);
            await Eventually.That("everything is gone", () => nodes.Gone == WarmUp + count && l1.Gone == WarmUp + count);
            return
            [
                Row("all three nodes", i => nodes.GoneAt(first + WarmUp + i)),
                Row("two in-process caches", i => l1.GoneAt(WarmUp + i)),
            ];

            InvalidationRow Row(string where, Func<int, long> goneAt)
            {
                var histogram = new LongHistogram(TimeSpan.FromMinutes(10).Ticks, 3);
                for (var i = 0; i < count; i++)
                {
                    histogram.RecordValue(Math.Max(0, Stopwatch.GetElapsedTime(publishedAt[i], goneAt(i)).Ticks));
                }

                return new(workers, rate, count / took.TotalSeconds, where, count, At(50), At(95), At(99), At(100));

                double At(double percentile) => TimeSpan.FromTicks(histogram.GetValueAtPercentile(percentile)).TotalMilliseconds;
            }
        }
        finally
        {
            running.ForEach(worker => worker.Dispose());
        }
    }

    /// <summary>Lets events pile up, and measures how fast they are carried out.</summary>
    public async Task<ThroughputRow> DrainAsync(int workers, int count)
    {
        var first = await TakeAsync(count);
        foreach (var batch in Enumerable.Range(first, count).Chunk(LoadBatch))
        {
            await Task.WhenAll(batch.Select(AppendAsync));
        }

        await using var nodes = await GoneWatch.OpenAsync(keys, [NodeOptions(0), NodeOptions(1), NodeOptions(2)]);
        var running = Enumerable.Range(0, workers).Select(_ => Worker()).ToList();
        try
        {
            await Eventually.That("everything is gone", () => nodes.Gone == count);
            return new(workers, count, count / Stopwatch.GetElapsedTime(nodes.FirstAt, nodes.LastAt).TotalSeconds);
        }
        finally
        {
            running.ForEach(worker => worker.Dispose());
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _cache.DisposeAsync();
        await _stream.DisposeAsync();
        await _events.DisposeAsync();
        await _redis.DisposeAsync();
    }

    /// <summary>Products that are in the cache and no event was about yet; when they run out, all are stored again.</summary>
    private async Task<int> TakeAsync(int count)
    {
        if (_next + count > keys)
        {
            await LoadAsync(0, _next);
            _next = 0;
        }

        var first = _next;
        _next += count;
        return first;
    }

    private async Task LoadAsync(int from, int to)
    {
        var database = _cache.GetDatabase();
        foreach (var batch in Enumerable.Range(from, to - from).Chunk(LoadBatch))
        {
            await Task.WhenAll(batch.Select(key => database.StringSetAsync(
                KeyLayout.Value(CatalogueKeyspaces.Product, Id(key)), EncodedProduct(key))));
        }

        await Eventually.AsyncThat("the replicas have caught up", async () => (int)await database.ExecuteAsync("WAIT", 2, 1_000) is 2);
    }

    private async Task<TimeSpan> PublishAsync(int first, int rate, long[] publishedAt, L1Watch l1)
    {
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        var startedAt = Stopwatch.GetTimestamp();
        var appending = new List<Task>(publishedAt.Length);
        for (var next = 0; next < publishedAt.Length; await ticks.WaitForNextTickAsync())
        {
            for (var due = Stopwatch.GetElapsedTime(startedAt).TotalSeconds * rate; next < publishedAt.Length && next < due; next++)
            {
                publishedAt[next] = Stopwatch.GetTimestamp();
                l1.Publishing();
                appending.Add(AppendAsync(first + next));
            }
        }

        await Task.WhenAll(appending);
        return Stopwatch.GetElapsedTime(startedAt);
    }

    private Task AppendAsync(int key) => _stream.GetDatabase().StreamAddAsync(
        ChangeStream.Name,
        ChangeStream.BodyField,
        Envelope.Replace("ASIN", Id(key), StringComparison.Ordinal));

    private static string Id(int key) => AsinSequence.At(key).Value;

    // An entry that may be kept in memory says for how long it is fresh.
    private static byte[] EncodedProduct(int key)
        => EntryCodec.Encode(SampleProducts.At(key), 1, TimeProvider.System.GetUtcNow(), TimeSpan.FromDays(1), WithL1, CatalogueKeyspaces.Product.Shape);

    private InvalidatorProcess Worker() => new(_redis.ConnectionString, _events.ConnectionString, "Logging:LogLevel:Default=Error");

    private ConfigurationOptions NodeOptions(int node)
    {
        var parsed = CacheConnectionString.Parse(_redis.ConnectionString);
        return new ConnectionDefaults(new CacheConnectionOptions(), parsed).For(parsed.Nodes[node].EndPoint);
    }
}
