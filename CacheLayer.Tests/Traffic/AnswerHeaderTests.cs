using CacheLayer.Traffic.Measuring;

namespace CacheLayer.Tests.Traffic;

[Trait("Tier", "unit")]
public sealed class AnswerHeaderTests
{
    [Theory]
    [InlineData("CacheLayer; hit; detail=product", "Hit product")]
    [InlineData("CacheLayer;hit;detail=\"product\"", "Hit product")]
    [InlineData("CacheLayer; fwd=miss; stored; detail=reco, CacheLayer; hit; ttl=30; detail=promo", "Miss reco", "Hit promo")]
    [InlineData("CacheLayer; detail=review; fwd=uri-miss", "Miss review")]
    [InlineData("CacheLayer; fwd=bypass; detail=product", "Bypass product")]
    [InlineData("CacheLayer; hit", "Hit ")]
    [InlineData("CacheLayer; detail=product, CacheLayer; hit; detail=promo", "Hit promo")]
    [InlineData("")]
    [InlineData(",;,")]
    public void Cache_status_says_what_became_of_each_read(string header, params string[] expected)
    {
        var found = new List<string>();
        var members = new CacheStatusMembers(header);
        while (members.MoveNext())
        {
            found.Add($"{members.Outcome} {members.Keyspace}");
        }

        Assert.Equal(expected, found);
    }

    [Theory]
    [InlineData("cache;dur=0.31, origin;dur=50.2", "cache", 0.31)]
    [InlineData("cache;dur=0.31, origin;dur=50.2", "origin", 50.2)]
    [InlineData("cache; desc=\"x\"; dur=2", "cache", 2.0)]
    [InlineData("cache2;dur=2", "cache", null)]
    [InlineData("cache;dur=x", "cache", null)]
    [InlineData("cache;dur=-1", "cache", null)]
    [InlineData("cache", "cache", null)]
    [InlineData("", "cache", null)]
    public void Server_timing_gives_durations(string header, string metric, double? milliseconds)
    {
        var found = ServerTiming.TryGet(header, metric, out var duration);

        Assert.Equal(milliseconds, found ? duration.TotalMilliseconds : null);
    }
}
