namespace CacheLayer.Hybrid;

/// <summary>One caller's factory, and what it said of the entry.</summary>
internal sealed class HybridFetcher<TState, T>(
    TState state, Func<TState, CancellationToken, ValueTask<T>> factory, HybridFormat<T> format, CacheDependency[] dependencies, TimeSpan? ttl)
    : Fetcher<HybridPayload>
{
    public override async ValueTask<Fetched<HybridPayload>> FetchAsync(string id, CancellationToken cancellationToken)
        => new(format.Write(await factory(state, cancellationToken).ConfigureAwait(false)), DependsOn: dependencies, Ttl: ttl);
}
