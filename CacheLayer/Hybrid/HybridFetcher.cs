namespace CacheLayer.Hybrid;

/// <summary>One caller's factory, and what it said of the entry.</summary>
internal sealed class HybridFetcher<TState, T>(
    TState state, Func<TState, CancellationToken, ValueTask<T>> factory, HybridFormat<T> format, CacheDependency[] dependencies, TimeSpan? ttl)
    : Fetcher<HybridPayload>
{
    // The code that creates: a call without a state passes its factory as the state.
    internal override object? Feature => (state as Delegate ?? factory).Method;

    internal override IReadOnlyList<CacheDependency> KnownDependencies => dependencies;

    internal override TimeSpan? KnownTtl => ttl;

    public override async ValueTask<Fetched<HybridPayload>> FetchAsync(string id, CancellationToken cancellationToken)
        => new(format.Write(await factory(state, cancellationToken).ConfigureAwait(false)), DependsOn: dependencies, Ttl: ttl);
}
