using CacheLayer.Entries;

namespace CacheLayer;

/// <summary>Fetches with another fetcher, and serialises what it brings.</summary>
internal sealed class RawFetcher<T>(Fetcher<T> fetcher) : Fetcher<CachePayload>
{
    public override bool FetchesMany => fetcher.FetchesMany;

    public override async ValueTask<Fetched<CachePayload>> FetchAsync(string id, CancellationToken cancellationToken)
        => Serialised(await fetcher.FetchAsync(id, cancellationToken).ConfigureAwait(false));

    public override async ValueTask<IReadOnlyDictionary<string, Fetched<CachePayload>>> FetchManyAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        var many = await fetcher.FetchManyAsync(ids, cancellationToken).ConfigureAwait(false);
        return many.ToDictionary(pair => pair.Key, pair => Serialised(pair.Value), StringComparer.Ordinal);
    }

    private static Fetched<CachePayload> Serialised(Fetched<T> fetched)
        => new(fetched.HasValue ? EntryCodec.EncodePayload(fetched.Value) : null, fetched.Version, fetched.DependsOn, fetched.Ttl);
}
