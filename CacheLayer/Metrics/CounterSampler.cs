using System.Collections.Concurrent;
using CacheLayer.Keyspaces;
using CacheLayer.Redis.Routing;

namespace CacheLayer.Metrics;

/// <summary>Takes the counters of keyspaces and nodes every second, for the gauges that look at a window of time.</summary>
internal sealed class CounterSampler(KeyspacePolicies keyspaces, KeyRouter router, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan HitRateWindow = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan EvictionWindow = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, CounterWindow> _reads = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, CounterWindow> _evictions = new(StringComparer.Ordinal);
    private ITimer? _timer;

    public void Start() => _timer = time.CreateTimer(static state => ((CounterSampler)state!).Sample(), this, TimeSpan.Zero, Interval);

    /// <summary>Hits among the reads of the last minute in percent, or null when there were none.</summary>
    public double? HitRate(string keyspace)
        => _reads.TryGetValue(keyspace, out var window) && window.Rise() is { } rise && rise.A + rise.B > 0
            ? 100.0 * rise.A / (rise.A + rise.B)
            : null;

    /// <summary>Evictions of the last ten seconds per second, or null before the second sample.</summary>
    public double? EvictionsPerSecond(string node)
        => _evictions.TryGetValue(node, out var window) && window.Rise() is { Elapsed.Ticks: > 0 } rise
            // A node that was restarted counts from 0 again.
            ? Math.Max(0, rise.A) / rise.Elapsed.TotalSeconds
            : null;

    public void Sample()
    {
        foreach (var keyspace in keyspaces.All)
        {
            var (hits, misses) = keyspace.Counters.Reads;
            _reads.GetOrAdd(keyspace.Name, _ => FromZero(HitRateWindow)).Sample(hits, misses);
        }

        foreach (var node in router.Nodes)
        {
            if (node.IsConnected)
            {
                _evictions.GetOrAdd(node.Name, _ => new(EvictionWindow, time)).Sample(node.EvictedKeys);
            }
        }
    }

    public void Dispose() => _timer?.Dispose();

    // A keyspace is first seen when it has been read; those reads count, too.
    private CounterWindow FromZero(TimeSpan length)
    {
        var window = new CounterWindow(length, time);
        window.Sample(0);
        return window;
    }
}
