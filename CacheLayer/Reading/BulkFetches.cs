using CacheLayer.Filling;

namespace CacheLayer.Reading;

/// <summary>The calls to the origin that a batch makes: for a fetcher that fetches many, one for up to <see cref="KeyspaceOptions.MaxFetchBatchSize"/> keys; for the others, one per key.</summary>
internal sealed class BulkFetches(TimeProvider time, CancellationToken stopping)
{
    private readonly Dictionary<object, IBulkFetch> _bulks = [];

    public OriginCall<T> For<T>(in FillRequest<T> missed)
    {
        var (fetcher, policy) = (missed.Fetcher, missed.Policy);
        var options = policy.Options;
        if (!fetcher.FetchesMany || policy.Fetches.Of(fetcher.Feature, options).Abandoned.Has(missed.Id))
        {
            return new(fetcher, policy, time);
        }

        if (_bulks.TryGetValue(fetcher, out var known))
        {
            if (known.Named < options.MaxFetchBatchSize)
            {
                known.Named++;
                return (BulkFetch<T>)known;
            }

            known.Leave();
        }

        var bulk = new BulkFetch<T>(fetcher, policy, time, stopping) { Named = 1 };
        _bulks[fetcher] = bulk;
        return bulk;
    }

    /// <summary>All keys so far are named; those that follow are fetched by calls of their own.</summary>
    public void Close()
    {
        foreach (var bulk in _bulks.Values)
        {
            bulk.Leave();
        }

        _bulks.Clear();
    }
}
