using CacheLayer.Traffic.Traces;
using CsCheck;

namespace CacheLayer.Tests.Traffic;

[Trait("Tier", "unit")]
public sealed class StackDistancesTests
{
    [Fact]
    public void Distances_count_the_other_keys_in_between()
        => Assert.Equal([0, 1, 1, 2], StackDistances.Of([1, 1, 2, 3, 2, 3, 1]));

    [Fact]
    public void An_LRU_cache_hits_exactly_the_distances_below_its_size()
        => Gen.Int[0, 20].Array[1, 200].Select(Gen.Int[1, 20]).Sample((keys, size) =>
            Assert.Equal(LruHits(keys, size), StackDistances.Of(keys).Count(distance => distance < size)));

    [Fact]
    public void Facts_of_a_small_order_are_right()
    {
        // 20 keys asked for twice in turn, then 20 keys once: a cache for 10 % of the 40 keys holds too few of them.
        int[] keys = [.. Enumerable.Range(0, 20), .. Enumerable.Range(0, 20), .. Enumerable.Range(20, 20), 39];

        Assert.Equal(new TraceFacts(61, 40, 19 / 40.0, 0, 1 / 61.0, 1 / 61.0, 21 / 61.0), TraceFacts.Of(keys));
    }

    private static int LruHits(int[] keys, int size)
    {
        var cache = new List<int>();
        var hits = 0;
        foreach (var key in keys)
        {
            hits += cache.Remove(key) ? 1 : 0;
            cache.Insert(0, key);
            if (cache.Count > size)
            {
                cache.RemoveAt(size);
            }
        }

        return hits;
    }
}
