using CacheLayer.Catalogue;

namespace CacheLayer.Tests.Chaos;

/// <summary>The products, and their true versions.</summary>
internal sealed class ChaosOrigin(int keys) : Fetcher<Product>
{
    private readonly string[] _asins = [.. Enumerable.Range(0, keys).Select(key => AsinSequence.At(key).Value)];
    private readonly long[] _versions = [.. Enumerable.Repeat(1L, keys)];

    public int Keys => keys;

    public string Id(int key) => _asins[key];

    public long Version(int key) => Volatile.Read(ref _versions[key]);

    /// <summary>Changes a product; its event is published afterwards.</summary>
    public long Change(int key) => Interlocked.Increment(ref _versions[key]);

    public override async ValueTask<Fetched<Product>> FetchAsync(string id, CancellationToken cancellationToken)
    {
        AsinSequence.TryIndexOf(Asin.Parse(id), out var key);
        var version = Version((int)key);
        // Slow enough for changes to happen meanwhile.
        await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellationToken);
        return new(new Product { Asin = id, Version = version, Title = "t", Author = "a", Kind = "manga", Price = 1, Currency = "EUR", Description = "d" }, version);
    }
}
