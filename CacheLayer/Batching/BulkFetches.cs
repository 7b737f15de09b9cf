using CacheLayer.Aside;
using CacheLayer.Keyspaces;

namespace CacheLayer.Batching;

/// <summary>The calls to the origin that a batch makes: one per fetcher that fetches many, one per key for the others.</summary>
internal sealed class BulkFetches(TimeProvider time, CancellationToken stopping)
{
    private readonly Dictionary<object, IBulkFetch> _bulks = [];

    public OriginCall<T> For<T>(Fetcher<T> fetcher, KeyspacePolicy policy)
    {
        if (!fetcher.FetchesMany)
        {
            return new(fetcher, policy, time);
        }

        if (_bulks.TryGetValue(fetcher, out var known))
        {
            return (BulkFetch<T>)known;
        }

        var bulk = new BulkFetch<T>(fetcher, policy, time, stopping);
        _bulks.Add(fetcher, bulk);
        return bulk;
    }

    /// <summary>All keys are named.</summary>
    public void Close()
    {
        foreach (var bulk in _bulks.Values)
        {
            bulk.Leave();
        }
    }
}
