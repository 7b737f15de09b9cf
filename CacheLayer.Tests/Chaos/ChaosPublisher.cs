using System.Collections.Concurrent;
using System.Globalization;
using CacheLayer.Catalogue;
using CacheLayer.Tests.Events;
using CacheLayer.Traffic.Checking;
using StackExchange.Redis;

namespace CacheLayer.Tests.Chaos;

/// <summary>Changes products and publishes the events, each until it is on the stream; and tells the check which were acknowledged.</summary>
internal sealed class ChaosPublisher(EventNode events, ChaosOrigin origin, ConsistencyCheck check, ChaosPlan plan)
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    private readonly Random _random = new(plan.Seed);
    private readonly ConcurrentQueue<ChaosEvent> _published = new();
    private readonly long[] _acknowledged = new long[plan.Keys];
    private int _count;

    /// <summary>The bodies of the events that nobody can carry out.</summary>
    public HashSet<string> Bad { get; } = new(StringComparer.Ordinal);

    public int Published => Volatile.Read(ref _count);

    public async Task RunAsync()
    {
        using var ticks = new PeriodicTimer(Tick);
        var perTick = Math.Max(1, (int)(plan.EventsPerSecond * Tick.TotalSeconds));
        while (Published < plan.Events)
        {
            await ticks.WaitForNextTickAsync();
            await Task.WhenAll(Enumerable.Range(0, Math.Min(perTick, plan.Events - Published)).Select(_ => NextAsync()).ToList());
        }
    }

    /// <summary>Looks at the group from time to time, and passes on which events are done, in the order of the stream.</summary>
    public async Task WatchAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            if (await AskAsync(DoneBelowAsync) is { } doneBelow)
            {
                var now = TimeProvider.System.GetTimestamp();
                while (_published.TryPeek(out var next) && Compare(next.Id, doneBelow) < 0 && _published.TryDequeue(out next))
                {
                    // Of two that were under way at once, the older may be on the stream after the newer.
                    if (next.Change.Version > _acknowledged[next.Key])
                    {
                        _acknowledged[next.Key] = next.Change.Version;
                        check.Changed(origin.Id(next.Key), next.Change with { AcknowledgedAt = now });
                    }
                }
            }

            await Task.Delay(Tick, TimeProvider.System, CancellationToken.None);
        }
    }

    /// <summary>How many events are left in the group; null while the event node does not answer.</summary>
    public Task<long?> LeftAsync() => AskAsync<long?>(async () =>
    {
        if (await GroupAsync() is not { } group)
        {
            return null;
        }

        var unread = (RedisResult[])(await events.Node.ExecuteAsync("XRANGE", ChangeStream.Name, $"({Field(group, "last-delivered-id")}", "+", "COUNT", 1000))!;
        return (long)Field(group, "pending") + unread.Length;
    });

    private Task NextAsync()
    {
        var number = Interlocked.Increment(ref _count);
        if (_random.NextDouble() < plan.BadShare)
        {
            var bad = string.Create(CultureInfo.InvariantCulture, $$"""{"event_type":"product_updated","bad":{{number}}}""");
            Bad.Add(bad);
            return PublishAsync(bad, key: -1, change: default);
        }

        var key = _random.Next(origin.Keys);
        var (begunAt, begunOn) = (TimeProvider.System.GetTimestamp(), TimeProvider.System.GetUtcNow());
        var change = new Change(origin.Change(key), begunAt, AcknowledgedAt: null, begunOn);
        return PublishAsync(
            string.Create(CultureInfo.InvariantCulture, $$"""{"event_type":"product_price_changed","asin":"{{origin.Id(key)}}","version":{{change.Version}}}"""), key, change);
    }

    private async Task PublishAsync(string body, int key, Change change)
    {
        while (true)
        {
            if (await AskAsync(async () => await events.AppendAsync(body)) is { } id)
            {
                if (key >= 0)
                {
                    _published.Enqueue(new(id, key, change));
                }

                return;
            }

            await Task.Delay(Tick, TimeProvider.System);
        }
    }

    /// <summary>The id below which every event is done: the oldest that is not acknowledged, or the first that is unread.</summary>
    private async Task<string?> DoneBelowAsync()
    {
        // In this order: what is delivered between the two is pending, or done, by the second.
        if (await GroupAsync() is not { } group)
        {
            return null;
        }

        var pending = (RedisResult[])(await events.Node.ExecuteAsync("XPENDING", ChangeStream.Name, ChangeStream.Group))!;
        var delivered = (string)Field(group, "last-delivered-id")!;
        return (long)pending[0] > 0 && Compare((string)pending[1]!, delivered) < 0 ? (string)pending[1]! : delivered;
    }

    /// <summary>The group's fields; null before the first worker has made it.</summary>
    private async Task<RedisResult[]?> GroupAsync()
        => (RedisResult[])(await events.Node.ExecuteAsync("XINFO", "GROUPS", ChangeStream.Name))! is [var group, ..] ? (RedisResult[])group! : null;

    private static RedisResult Field(RedisResult[] group, string name) => group[Array.FindIndex(group, field => (string?)field == name) + 1];

    private static int Compare(string one, string other) => Parse(one).CompareTo(Parse(other));

    private static (ulong Milliseconds, ulong Number) Parse(string id)
        => (ulong.Parse(id.AsSpan(0, id.IndexOf('-')), CultureInfo.InvariantCulture), ulong.Parse(id.AsSpan(id.IndexOf('-') + 1), CultureInfo.InvariantCulture));

    private static async Task<T?> AskAsync<T>(Func<Task<T?>> ask)
    {
        try
        {
            return await ask();
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            // Killed, or not back yet.
            return default;
        }
    }
}
