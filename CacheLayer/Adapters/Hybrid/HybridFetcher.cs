namespace CacheLayer.Adapters.Hybrid;

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
    {
        var payload = format.Write(await factory(state, cancellationToken).ConfigureAwait(false));

        // Without a life it is not stored, and what it would have replaced goes.
        return new(payload, DependsOn: dependencies, Ttl: payload.IsStorable ? ttl : TimeSpan.Zero);
    }
}
