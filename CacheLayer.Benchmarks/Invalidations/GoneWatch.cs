using System.Diagnostics;
using CacheLayer.Catalogue;
using CacheLayer.L1;
using CacheLayer.Redis.Connections;
using StackExchange.Redis;

namespace CacheLayer.Benchmarks.Invalidations;

/// <summary>
/// Is told by nodes when a product is gone there: on the connection that empties an in-process cache, so what it sees of a node
/// is what an L1 that tracks this node sees.
/// </summary>
internal sealed class GoneWatch : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly long[] _goneAt;
    private readonly int[] _toldBy;
    private readonly List<TrackingConnection> _connections = [];
    private readonly List<Task> _reading = [];
    private int _gone;

    private GoneWatch(int keys)
    {
        _goneAt = new long[keys];
        _toldBy = new int[keys];
    }

    /// <summary>How many products are gone everywhere.</summary>
    public int Gone => Volatile.Read(ref _gone);

    /// <summary>When the first and the last were gone.</summary>
    public long FirstAt { get; private set; }

    public long LastAt { get; private set; }

    public static async Task<GoneWatch> OpenAsync(int keys, IEnumerable<ConfigurationOptions> nodes)
    {
        var watch = new GoneWatch(keys);
        foreach (var node in nodes)
        {
            watch._connections.Add(await TrackingConnection.OpenAsync(node, [$"{CatalogueKeyspaces.Product.Prefix}:"], CancellationToken.None));
        }

        watch._reading.AddRange(watch._connections.Select(watch.ReadAsync));
        return watch;
    }

    /// <summary>When a product was gone everywhere; 0 while it is not.</summary>
    public long GoneAt(int key) => Volatile.Read(ref _goneAt[key]);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_reading);
        foreach (var connection in _connections)
        {
            await connection.DisposeAsync();
        }

        _stopping.Dispose();
    }

    private async Task ReadAsync(TrackingConnection connection)
    {
        try
        {
            while (true)
            {
                if (await connection.ReadAsync(_stopping.Token) is { Kind: RespKind.Push, Items: [{ Text: "invalidate" }, { Items: var keys }] })
                {
                    var now = Stopwatch.GetTimestamp();
                    foreach (var key in keys)
                    {
                        Told(key.Text, now);
                    }
                }
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Stopped.
        }
    }

    private void Told(string key, long now)
    {
        var separator = key.IndexOf(':');
        if (AsinSequence.TryIndexOf(Asin.Parse(key.AsSpan(separator + 1)), out var index)
            && index < _goneAt.Length
            && Interlocked.Increment(ref _toldBy[index]) == _connections.Count)
        {
            Volatile.Write(ref _goneAt[index], now);
            if (Interlocked.Increment(ref _gone) is 1)
            {
                FirstAt = now;
            }

            LastAt = now;
        }
    }
}
