namespace CacheLayer.Traffic.Traces;

/// <summary>What can be said of an order of keys, whatever cache it meets.</summary>
/// <param name="Requests">How many requests.</param>
/// <param name="Keys">How many different keys.</param>
/// <param name="KeysSeenOnce">The share of the keys that are asked for once only, 0 to 1.</param>
/// <param name="Lru1Percent">The hit rate of an LRU cache for 1 % of the keys, 0 to 1.</param>
/// <param name="Lru5Percent">The same for 5 %.</param>
/// <param name="Lru10Percent">The same for 10 %.</param>
/// <param name="Unlimited">The hit rate of a cache that never forgets: the most that any cache reaches from a cold start.</param>
internal sealed record TraceFacts(
    int Requests, int Keys, double KeysSeenOnce, double Lru1Percent, double Lru5Percent, double Lru10Percent, double Unlimited)
{
    public static TraceFacts Of(IReadOnlyList<int> keys)
    {
        var distances = StackDistances.Of(keys);
        distances.Sort();
        var requestsOf = keys.CountBy(key => key).ToList();
        return new TraceFacts(
            keys.Count,
            requestsOf.Count,
            requestsOf.Count(key => key.Value == 1) / (double)requestsOf.Count,
            HitRate(0.01),
            HitRate(0.05),
            HitRate(0.10),
            distances.Count / (double)keys.Count);

        double HitRate(double share)
        {
            var capacity = (int)(requestsOf.Count * share);
            var position = distances.BinarySearch(capacity, FirstAtLeast.Instance);
            return ~position / (double)keys.Count;
        }
    }

    /// <summary>Never finds an equal, so that a search ends before the first element that is at least what is searched.</summary>
    private sealed class FirstAtLeast : IComparer<int>
    {
        public static readonly FirstAtLeast Instance = new();

        public int Compare(int element, int searched) => element < searched ? -1 : 1;
    }
}
