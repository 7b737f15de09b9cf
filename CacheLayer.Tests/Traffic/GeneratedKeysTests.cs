using CacheLayer.Traffic.Generation;
using CacheLayer.Traffic.Traces;

namespace CacheLayer.Tests.Traffic;

/// <summary>The bounds are wide, and around what is known of the product pages of a real shop (docs/traffic.md).</summary>
[Trait("Tier", "unit")]
public sealed class GeneratedKeysTests
{
    private const int Requests = 95_607;

    [Fact]
    public void The_default_load_looks_like_a_real_shops_to_an_LRU_cache()
    {
        var facts = TraceFacts.Of(Take(new LoadModel()));

        Assert.InRange(facts.Lru1Percent, 0.35, 0.45);
        Assert.InRange(facts.Lru5Percent, 0.54, 0.65);
        Assert.InRange(facts.Lru10Percent, 0.62, 0.73);
        Assert.InRange(facts.Unlimited, 0.80, 0.90);
        Assert.InRange(facts.KeysSeenOnce, 0.35, 0.50);
    }

    [Fact]
    public void Locality_in_time_is_lost_in_random_order()
    {
        var keys = Take(new LoadModel());
        var inOrder = TraceFacts.Of(keys);
        new Random(1).Shuffle(keys);
        var shuffled = TraceFacts.Of(keys);

        Assert.Equal(inOrder.Unlimited, shuffled.Unlimited);
        Assert.True(shuffled.Lru10Percent < inOrder.Lru10Percent - 0.05);
    }

    [Fact]
    public void A_flat_load_without_locality_is_uniform()
    {
        var requestsOf = Take(new LoadModel { Keys = 10, Skew = 0, Locality = 0 }).CountBy(key => key).ToList();

        Assert.Equal(10, requestsOf.Count);
        Assert.All(requestsOf, key => Assert.InRange(key.Value, Requests / 11, Requests / 9));
    }

    [Fact]
    public void The_same_seed_makes_the_same_load() => Assert.Equal(Take(new LoadModel()), Take(new LoadModel()));

    private static int[] Take(LoadModel model)
    {
        var source = new GeneratedKeys(model, seed: 1);
        var keys = new int[Requests];
        for (var i = 0; i < keys.Length; i++)
        {
            Assert.True(source.TryNext(out keys[i]));
        }

        return keys;
    }
}
