namespace CacheLayer.Filling;

/// <summary>Fetches with a function of the caller.</summary>
internal sealed class DelegateFetcher<TState, T>(TState state, Func<TState, string, CancellationToken, ValueTask<Fetched<T>>> fetch) : Fetcher<T>
{
    public override ValueTask<Fetched<T>> FetchAsync(string id, CancellationToken cancellationToken) => fetch(state, id, cancellationToken);
}
