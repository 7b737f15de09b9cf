using CacheLayer.Filling;

namespace CacheLayer.Adapters.Hybrid;

/// <summary>The arguments of one call, from which a fetcher is made when there is something to fetch.</summary>
/// <param name="State">For the factory.</param>
/// <param name="Factory">Null when the call must not fetch.</param>
/// <param name="Format">How values are serialised.</param>
/// <param name="Ttl">How long the entry lives.</param>
/// <param name="Tags">The tags of the cache.</param>
/// <param name="EntryTags">The tags of the entry: <see cref="TagsCopy"/>.</param>
internal readonly record struct HybridFetch<TState, T>(
    TState State,
    Func<TState, CancellationToken, ValueTask<T>>? Factory,
    HybridFormat<T> Format,
    TimeSpan? Ttl,
    HybridTags Tags,
    ArraySegment<string>? EntryTags)
    : IFetcherSource<HybridPayload>
{
    public Fetcher<HybridPayload>? Create()
        => Factory is null ? null : new HybridFetcher<TState, T>(State, Factory, Format, Tags.OfFetched(EntryTags), Ttl);
}
