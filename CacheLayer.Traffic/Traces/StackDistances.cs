namespace CacheLayer.Traffic.Traces;

/// <summary>
/// How many other keys were asked for between two requests for the same key: an LRU cache of n entries hits exactly
/// the requests with a distance below n.
/// </summary>
internal static class StackDistances
{
    /// <summary>The distance of every request for a key that was asked for before.</summary>
    public static List<int> Of(IReadOnlyList<int> keys)
    {
        // A Fenwick tree over time that holds a one at the last request of each key.
        var tree = new int[keys.Count + 1];
        var lastRequest = new Dictionary<int, int>();
        var distances = new List<int>();
        for (var now = 0; now < keys.Count; now++)
        {
            if (lastRequest.TryGetValue(keys[now], out var last))
            {
                distances.Add(CountBefore(now) - CountBefore(last + 1));
                Add(last, -1);
            }

            Add(now, 1);
            lastRequest[keys[now]] = now;
        }

        return distances;

        void Add(int time, int value)
        {
            for (var i = time + 1; i < tree.Length; i += i & -i)
            {
                tree[i] += value;
            }
        }

        int CountBefore(int time)
        {
            var count = 0;
            for (var i = time; i > 0; i -= i & -i)
            {
                count += tree[i];
            }

            return count;
        }
    }
}
