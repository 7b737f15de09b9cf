namespace CacheLayer.Filling;

/// <summary>Gives the fetcher of a read when there is something to fetch; a structure, so that a hit allocates none.</summary>
internal interface IFetcherSource<T>
{
    /// <summary>The fetcher, or null to leave it at a miss.</summary>
    Fetcher<T>? Create();
}
