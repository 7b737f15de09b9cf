using CacheLayer.Catalogue;

namespace CacheLayer.Tests.Chaos;

/// <summary>The products' true versions, and those that a read may return at the least.</summary>
internal sealed class ChaosOrigin(int keys) : Fetcher<Product>
{
    private readonly string[] _asins = [.. Enumerable.Range(0, keys).Select(key => AsinSequence.At(key).Value)];
    private readonly long[] _versions = [.. Enumerable.Repeat(1L, keys)];
    private readonly long[] _acknowledged = new long[keys];

    public int Keys => keys;

    public string Id(int key) => _asins[key];

    public long Version(int key) => Volatile.Read(ref _versions[key]);

    /// <summary>The lowest version that a read which begins now may return.</summary>
    public long Floor(int key) => Volatile.Read(ref _acknowledged[key]);

    /// <summary>Changes a product; its event is published afterwards.</summary>
    public long Change(int key) => Interlocked.Increment(ref _versions[key]);

    /// <summary>The event of a version was acknowledged.</summary>
    public void Acknowledged(int key, long version)
    {
        if (version > Floor(key))
        {
            Volatile.Write(ref _acknowledged[key], version);
        }
    }

    public override async ValueTask<Fetched<Product>> FetchAsync(string id, CancellationToken cancellationToken)
    {
        AsinSequence.TryIndexOf(Asin.Parse(id), out var key);
        var version = Version((int)key);
        // Slow enough for changes to happen meanwhile.
        await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellationToken);
        return new(new Product { Asin = id, Version = version, Title = "t", Author = "a", Kind = "manga", Price = 1, Currency = "EUR", Description = "d" }, version);
    }
}
