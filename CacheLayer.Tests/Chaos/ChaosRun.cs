using CacheLayer.Catalogue;
using CacheLayer.Entries;
using CacheLayer.Invalidator;
using CacheLayer.Invalidator.DeadLetters;
using CacheLayer.Scripts;
using CacheLayer.Tests.Events;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;
using CacheLayer.Traffic.Checking;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace CacheLayer.Tests.Chaos;

/// <summary>Events and reads while workers, primary and event node are killed at random, and what became of them.</summary>
internal sealed class ChaosRun(ChaosPlan plan)
{
    private readonly Random _random = new(plan.Seed);
    private readonly Dictionary<Fault, int> _faults = Enum.GetValues<Fault>().ToDictionary(fault => fault, _ => 0);

    public async Task<ChaosReport> RunAsync(Action<string> progress)
    {
        await using var redis = await RedisReplicaSet.StartAsync();
        await using var events = await EventNode.StartAsync();
        using var workers = new ChaosWorkers(redis.ConnectionString, events.ConnectionString);
        await using var one = await CacheProcess.StartAsync(redis.ConnectionString);
        await using var two = await CacheProcess.StartAsync(redis.ConnectionString);
        var origin = new ChaosOrigin(plan.Keys);
        await using var nodes = await CacheNodes.OpenAsync(redis.ConnectionString, TimeProvider.System);
        var check = new ConsistencyCheck(overdueAfter: TimeSpan.MaxValue, nodes.ExplainAsync);
        var publisher = new ChaosPublisher(events, origin, check, plan);
        var readers = Enumerable.Range(0, plan.Readers).Select(i => new ChaosReader(i % 2 is 0 ? one : two, origin, check, plan.Seed + i));
        using var stop = new CancellationTokenSource();
        var startedAt = TimeProvider.System.GetTimestamp();
        List<Task> background = [publisher.WatchAsync(stop.Token), .. readers.Select(reader => reader.RunAsync(stop.Token))];

        var publishing = publisher.RunAsync();
        await InjectAsync(redis, events, workers, publishing, fault => progress($"{TimeProvider.System.GetUtcNow():HH:mm:ss.fff}: {fault}, {publisher.Published:N0} events"));
        await publishing;
        progress("all published");
        await redis.HealedAsync();
        await Eventually.AsyncThat("every event is acknowledged", async () => await publisher.LeftAsync() is 0);
        await stop.CancelAsync();
        await Task.WhenAll(background);
        await check.CompleteAsync();

        var letters = await LettersAsync(events);
        return new()
        {
            Published = publisher.Published,
            Bad = publisher.Bad.Count,
            Faults = _faults,
            Consistency = check.Take(),
            StaleCopies = await StaleCopiesAsync(redis, origin),
            Left = await publisher.LeftAsync() ?? -1,
            MissingDeadLetters = publisher.Bad.Except(letters.Select(letter => letter.Body)).Count(),
            WrongDeadLetters = letters.Select(letter => letter.Body).Except(publisher.Bad).Count(),
            RepeatedDeadLetters = letters.Count - letters.DistinctBy(letter => letter.SourceId).Count(),
            Took = TimeProvider.System.GetElapsedTime(startedAt),
        };
    }

    /// <summary>Kills something, heals it, and waits; until everything is published, and each has been killed.</summary>
    private async Task InjectAsync(RedisReplicaSet redis, EventNode events, ChaosWorkers workers, Task publishing, Action<Fault> progress)
    {
        while (!publishing.IsCompleted || _faults.Values.Any(count => count is 0))
        {
            await Task.Delay(plan.BetweenFaults, TimeProvider.System);
            var missing = _faults.Where(fault => fault.Value is 0).Select(fault => fault.Key).ToList();
            var fault = missing.Count > 0 ? missing[0] : (Fault)_random.Next(_faults.Count);
            _faults[fault]++;
            progress(fault);
            switch (fault)
            {
                case Fault.Worker:
                    workers.KillOne(_random);
                    break;
                case Fault.EventNode:
                    events.Node.Process.Kill();
                    await events.RestartAsync();
                    break;
                case Fault.Primary:
                    var primary = await redis.PrimaryAsync();
                    primary.Process.Kill();
                    await Eventually.AsyncThat("another node is primary", async () => await redis.PrimaryAsync() != primary);
                    primary.Process.Start();
                    await redis.HealedAsync();
                    break;
            }
        }
    }

    private static async Task<IReadOnlyList<StoredDeadLetter>> LettersAsync(EventNode events)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(events.ConnectionString);
        return (await new DeadLetterStream(connection, Options.Create(new InvalidatorOptions())).ReadAsync(int.MaxValue)).Newest;
    }

    private static async Task<int> StaleCopiesAsync(RedisReplicaSet redis, ChaosOrigin origin)
    {
        var stale = 0;
        foreach (var node in redis.Nodes)
        {
            for (var key = 0; key < origin.Keys; key++)
            {
                var entry = await node.ExecuteAsync("GET", KeyLayout.Value(CatalogueKeyspaces.Product, origin.Id(key)));
                stale += !entry.IsNull
                    && EntryCodec.TryDecode<Product>((byte[])entry!, int.MaxValue, CatalogueKeyspaces.Product.Shape, out var product, out _)
                    && product!.Version < origin.Version(key) ? 1 : 0;
            }
        }

        return stale;
    }
}
