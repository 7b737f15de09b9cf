namespace CacheLayer.Filling;

/// <summary>A fetcher that there is already, or none.</summary>
internal readonly struct GivenFetcher<T>(Fetcher<T>? fetcher) : IFetcherSource<T>
{
    public Fetcher<T>? Create() => fetcher;
}
