using CacheLayer.Connections;

namespace CacheLayer.Tests.Connections;

public sealed class CacheConnectionStringTests
{
    [Fact]
    public void Nodes_sentinels_zones_and_announced_addresses_are_taken_and_the_rest_is_for_the_client()
    {
        var parsed = CacheConnectionString.Parse(
            "127.0.0.1:7001,cache.example:7002,user=app,password=a=b,ssl=true,serviceName=cache,sentinels=127.0.0.1:27001|s2:27002,zones=zone-a|zone-b,announced=cache-1:6379|cache-2:6379");
        Assert.Equal(["127.0.0.1:7001", "cache.example:7002"], parsed.Nodes.Select(node => node.Name));
        Assert.Equal(["zone-a", "zone-b"], parsed.Nodes.Select(node => node.Zone));
        Assert.Equal(["cache-1:6379", "cache-2:6379"], parsed.Nodes.Select(node => node.Announced));
        Assert.Equal(2, parsed.Sentinels.Count);
        Assert.Equal(("cache", "app", "a=b", true), (parsed.ServiceName, parsed.Options.User, parsed.Options.Password, parsed.Options.Ssl));
        Assert.Null(parsed.Options.ServiceName);
    }

    [Fact]
    public void A_node_is_announced_by_its_own_address_unless_told_otherwise()
        => Assert.Equal("127.0.0.1:6379", Assert.Single(CacheConnectionString.Parse("localhost").Nodes).Announced);

    [Fact]
    public void A_cluster_is_named_as_one_and_keeps_the_client_from_routing_by_itself()
    {
        var parsed = CacheConnectionString.Parse("h:1,h:2,cluster=true");
        Assert.True(parsed.IsCluster);
        Assert.Equal("$CLUSTER=,$MONITOR=CLUSTER", parsed.Options.CommandMap.ToString());
        Assert.False(CacheConnectionString.Parse("h:1,cluster=false").IsCluster);
    }

    [Theory]
    [InlineData(null, "it is empty")]
    [InlineData(" ", "it is empty")]
    [InlineData("password=s3cret", "names no node")]
    [InlineData("h:1,serviceName=cache", "sentinels")]
    [InlineData("h:1,sentinels=h:2", "serviceName")]
    [InlineData("h:1,serviceName=cache,sentinels=nonsense:port", "sentinels: 'nonsense:port'")]
    [InlineData("h:1,cluster=maybe", "cluster is 'maybe'")]
    [InlineData("h:1,cluster=true,serviceName=cache,sentinels=h:2", "a cluster has no sentinels")]
    [InlineData("h:1,h:2,zones=a", "zones lists 1 of 2")]
    [InlineData("h:1,announced=h:x", "announced: 'h:x'")]
    [InlineData("h:1,h:2,announced=a:1|a:1", "same address")]
    [InlineData("h:1,zones=a,zones=b", "zones is there twice")]
    [InlineData("h:1,password=s3cret,bogus=1", "bogus")]
    public void What_is_wrong_is_named_without_secrets(string? text, string reason)
    {
        var error = Assert.Throws<FormatException>(() => CacheConnectionString.Parse(text));
        Assert.Contains("ConnectionString", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", error.ToString(), StringComparison.Ordinal);
    }
}
