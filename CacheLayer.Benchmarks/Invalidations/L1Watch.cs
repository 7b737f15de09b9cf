using System.Diagnostics;
using CacheLayer.Catalogue;
using CacheLayer.L1;
using CacheLayer.Tests.Support;

namespace CacheLayer.Benchmarks.Invalidations;

/// <summary>
/// Two caches of the library, as two services have them, with products in their memory; looks every millisecond which of those
/// that events were published for are still served. So each time is up to a millisecond longer than it was.
/// </summary>
internal sealed class L1Watch : IAsyncDisposable
{
    private const int Caches = 2;
    private const int LoadBatch = 500;

    private readonly CancellationTokenSource _stopping = new();
    private readonly CacheProcess[] _caches;
    private readonly string[] _ids;
    private readonly long[] _goneAt;
    private readonly int[] _goneFrom;
    private readonly Task _looking;
    private int _published;
    private int _gone;

    private L1Watch(CacheProcess[] caches, string[] ids)
    {
        _caches = caches;
        _ids = ids;
        _goneAt = new long[ids.Length];
        _goneFrom = new int[ids.Length];
        _looking = LookAsync();
    }

    /// <summary>How many products are gone from both.</summary>
    public int Gone => _looking.IsFaulted ? throw _looking.Exception : Volatile.Read(ref _gone);

    /// <summary>Starts the caches and has them read products into their memory.</summary>
    public static async Task<L1Watch> OpenAsync(string redis, string[] ids)
    {
        var caches = await Task.WhenAll(Enumerable.Range(0, Caches).Select(_ => CacheProcess.StartAsync(
            redis,
            time: null,
            ("CacheLayer:Keyspaces:product:L1:Enabled", "true"),
            ("CacheLayer:Keyspaces:product:L1:MaxLife", "01:00:00"),
            ("CacheLayer:Keyspaces:product:L1:Capacity", "1000000"))));
        foreach (var cache in caches)
        {
            await Eventually.AsyncThat("all products are in memory", async () =>
            {
                var inMemory = 0;
                foreach (var batch in ids.Chunk(LoadBatch))
                {
                    inMemory += (await cache.Client.GetManyAsync(CatalogueKeyspaces.Product, batch)).Count(read => read.FromL1);
                }

                return inMemory == ids.Length;
            });
        }

        return new(caches, ids);
    }

    /// <summary>The event of the next product is about to be published.</summary>
    public void Publishing() => Interlocked.Increment(ref _published);

    /// <summary>When a product was gone from both.</summary>
    public long GoneAt(int index) => _goneAt[index];

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _looking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var cache in _caches)
        {
            await cache.DisposeAsync();
        }

        _stopping.Dispose();
    }

    /// <exception cref="InvalidOperationException">A cache was emptied as a whole: what is not served then says nothing of events.</exception>
    private async Task LookAsync()
    {
        var watched = _caches.Select(cache => (Cache: cache.L1, Store: (L1Store<Product>)cache.L1.All.Single(), Served: new List<int>())).ToArray();
        var emptied = Emptied();
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        for (var seen = 0; await ticks.WaitForNextTickAsync(_stopping.Token);)
        {
            var published = Volatile.Read(ref _published);
            foreach (var (_, store, served) in watched)
            {
                served.AddRange(Enumerable.Range(seen, published - seen));
                served.RemoveAll(index => IsGone(store, index));
            }

            seen = published;
            if (Emptied() != emptied)
            {
                throw new InvalidOperationException("An in-process cache was emptied.");
            }
        }

        long Emptied() => watched.Sum(one => Enum.GetValues<L1ClearReason>().Sum(one.Cache.Emptied));
    }

    private bool IsGone(L1Store<Product> store, int index)
    {
        if (store.TryGet(_ids[index], out _))
        {
            return false;
        }

        if (++_goneFrom[index] is Caches)
        {
            _goneAt[index] = Stopwatch.GetTimestamp();
            Volatile.Write(ref _gone, _gone + 1);
        }

        return true;
    }
}
