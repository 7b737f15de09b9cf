namespace CacheLayer.Filling;

/// <summary>The function of one call and its state, from which a fetcher is made when there is something to fetch.</summary>
internal readonly struct DelegateFetch<TState, T>(TState state, Func<TState, string, CancellationToken, ValueTask<Fetched<T>>> fetch) : IFetcherSource<T>
{
    public Fetcher<T> Create() => new DelegateFetcher<TState, T>(state, fetch);
}
