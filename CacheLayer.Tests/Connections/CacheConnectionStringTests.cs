using CacheLayer.Redis.Connections;

namespace CacheLayer.Tests.Connections;

[Trait("Tier", "unit")]
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
        Assert.Equal(("cache", "app", "a=b", true), (parsed.ServiceName, parsed.Credentials.User, parsed.Credentials.Password, parsed.Options.Ssl));
        Assert.Null(parsed.Options.ServiceName);
    }

    [Fact]
    public void A_node_is_announced_by_its_own_address_unless_told_otherwise()
        => Assert.Equal("127.0.0.1:6379", Assert.Single(CacheConnectionString.Parse("localhost").Nodes).Announced);

    [Theory]
    [InlineData("redis://app:p%40s%2Cs%3D%2F@h:1/3", "h:1", "app", "p@s,s=/", false, 3)]
    [InlineData("rediss://:p%25@H.Example.:1", "h.example:1", null, "p%", true, null)]
    [InlineData("redis://app:a@b@h", "h:6379", "app", "a@b", false, null)]
    [InlineData("redis://app:a=b@h:1,h:2,ssl=true", "h:1 h:2", "app", "a=b", true, null)]
    [InlineData("redis://app:p@h:1,redis://app:p@h:2/4", "h:1 h:2", "app", "p", false, 4)]
    [InlineData("redis://app:p@[::1]:1?ssl=true&name=n", "[::1]:1", "app", "p", true, null)]
    [InlineData("redis://h", "h:6379", null, null, false, null)]
    [InlineData("h,user=u,password=a=@b", "h:6379", "u", "a=@b", false, null)]
    [InlineData("[::1],ssl=true", "[::1]:6380", null, null, true, null)]
    [InlineData("[::ffff:127.0.0.1]:1", "127.0.0.1:1", null, null, false, null)]
    public void Addresses_may_be_written_as_such_or_in_redis_form(string text, string nodes, string? user, string? password, bool ssl, int? database)
    {
        var parsed = CacheConnectionString.Parse(text);
        Assert.Equal(nodes, string.Join(' ', parsed.Nodes.Select(node => node.Name)));
        Assert.Equal((user, password, ssl, database), (parsed.Credentials.User, parsed.Credentials.Password, parsed.Options.Ssl, parsed.Options.DefaultDatabase));
    }

    [Fact]
    public void No_secret_is_in_what_is_kept_beside_the_credentials()
    {
        var parsed = CacheConnectionString.Parse("h:1,password=s3cret,serviceName=cache,sentinels=h:2,sentinelPassword=s3cret2");
        Assert.DoesNotContain("s3cret", $"{parsed} {parsed.Options}", StringComparison.Ordinal);
        Assert.Equal(("s3cret", "s3cret2"), (parsed.Credentials.Password, parsed.SentinelCredentials.Password));
    }

    [Fact]
    public void Sentinels_without_a_port_are_at_their_usual_one_and_have_the_password_of_the_nodes_unless_told_otherwise()
    {
        var parsed = CacheConnectionString.Parse("h:1,password=p,serviceName=cache,sentinels=s1|s2:7");
        Assert.Equal(["s1:26379", "s2:7"], parsed.Sentinels.Select(AddressText.Of));
        Assert.Equal("p", parsed.SentinelCredentials.Password);
    }

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
    [InlineData("h:1,serviceName=cache,sentinels=nonsense:port", "address 1 of sentinels")]
    [InlineData("h:1,cluster=maybe", "cluster is neither true nor false")]
    [InlineData("h:1,cluster=true,serviceName=cache,sentinels=h:2", "a cluster has no sentinels")]
    [InlineData("h:1,h:2,zones=a", "zones lists 1 of 2")]
    [InlineData("h:1,announced=h:x", "address 1 of announced")]
    [InlineData("h:1,h:2,announced=a:1|a:1", "same address")]
    [InlineData("h:1,zones=a,zones=b", "zones is specified twice")]
    [InlineData("h:1,password=s3cret,bogus=1", "its part 3 is no option")]
    [InlineData("h:1,password=x,s3cret", "its part 3, behind the password")]
    [InlineData("h:1,password=x,s3cret=1", "its part 3 is no option")]
    [InlineData("h:1,password=x,$s3cret%=1", "its part 3 is no option")]
    [InlineData("h:1,password=s3cret,password=other", "password is specified twice")]
    [InlineData("h:1,ssl=s3cret", "ssl")]
    [InlineData("h:1,sslProtocols=s3cret", "sslProtocols")]
    [InlineData("app:s3cret@h:1", "address 1 of the list of nodes")]
    [InlineData("s3cret@h", "address 1 of the list of nodes")]
    [InlineData("https://app:s3cret@h:1", "neither redis:// nor rediss://")]
    [InlineData("redis://s3cret@h:1", "a user and no password")]
    [InlineData("redis://app:s3cret,x@h:1", "address 1 of the list of nodes")]
    [InlineData("redis://app:s3cret/x@h:1", "defaultDatabase is not a number")]
    [InlineData("redis://app:1?s3cret@h:1", "its part 1 is no option")]
    [InlineData("redis://app:s3cret@h:1,redis://app:other@h:2", "password is specified twice")]
    [InlineData("redis://h:1,rediss://h:2", "both redis:// and rediss://")]
    [InlineData("redis://h:port", "address 1 of the list of nodes")]
    [InlineData("redis://h:1/s3cret", "defaultDatabase")]
    [InlineData("::1:6394", "[address]:port")]
    [InlineData("h:1,99", "address 2 of the list of nodes")]
    [InlineData("h:0", "address 1 of the list of nodes")]
    [InlineData("h:1,defaultDatabase=-1", "defaultDatabase")]
    [InlineData("h:1,defaultDatabase=99,cluster=true", "database 0 only")]
    [InlineData("h:1,announced=h", "address 1 of announced")]
    [InlineData("h:1,H.:1", "same address")]
    [InlineData("[::1]:1,[0:0:0:0:0:0:0:1]:1", "same address")]
    public void What_is_wrong_is_named_without_secrets(string? text, string reason)
    {
        var error = Assert.Throws<FormatException>(() => CacheConnectionString.Parse(text));
        Assert.Contains("ConnectionString", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", error.ToString(), StringComparison.Ordinal);
    }
}
